# A player who only speaks Thrift, in Perl: says one step a line what it got, which test/src/interop.ts checks.
#
#   client PORT binary|compact tcp|http DEVICE_ID
#
# The library takes strings as characters and gives them as UTF-8 bytes, so what is printed needs no encoding.

use strict;
use warnings;
use utf8;

use Thrift;
use Thrift::BinaryProtocol;
use Thrift::FramedTransport;
use Thrift::HttpClient;
use Thrift::MultiplexedProtocol;
use Thrift::Socket;
use Tickwire::Greeter::Greeter;
use Tickwire::Lobby::Lobby;
use Tickwire::Session::Session;

$| = 1;

# Milliseconds that a call may take; the library's own limit for HTTP is 100.
use constant CALL_MS_MAX => 10_000;

my ($port, $protocol_name, $transport_name, $device_id) = @ARGV;
if ($protocol_name eq 'compact' && !eval { require Thrift::CompactProtocol }) {
    print "lacks no compact protocol\n";
    exit;
}

sub say_step { print join(' ', @_), "\n" }

# What a call was refused with.
sub refusal {
    my ($call) = @_;
    return 'nothing' if eval { $call->(); 1 };
    my $error = $@;
    die $error unless ref $error && $error->isa('Tickwire::Common::Refused');
    return join ' ', 'Refused', $error->code, $error->reason // $error->parameter // '-';
}

my $http = $transport_name eq 'http' ? Thrift::HttpClient->new("http://127.0.0.1:$port/rpc") : undef;
$http->setTimeout(CALL_MS_MAX) if $http;
my $transport = $http // Thrift::FramedTransport->new(Thrift::Socket->new('127.0.0.1', $port));
my $protocol = ($protocol_name eq 'compact' ? 'Thrift::CompactProtocol' : 'Thrift::BinaryProtocol')->new($transport);
$transport->open;

sub client {
    my ($name) = @_;
    return "Tickwire::${name}::${name}Client"->new(Thrift::MultiplexedProtocol->new($protocol, $name));
}
my ($greeter, $session, $lobby) = map { client($_) } qw(Greeter Session Lobby);

say_step hello => $greeter->SayHello(Tickwire::Greeter::HelloRequest->new({ name => 'Zoë' }))->message;
my $me = Tickwire::Session::ClientInfo->new(
    { sdk => 'interop', sdkVersion => '1', schemaHashByRoomKind => {}, displayName => 'Zoë' });
my $info = $session->getServerInfo($me);
my $kind = $info->roomKinds->[0];
say_step info => $info->version, $info->apiMajor, $kind->name, $kind->tickRateHz, int $info->serverTimeMs;
say_step stranger => refusal(sub { $lobby->getRoom('nowhere') });
my $grant = $session->login(Tickwire::Session::Credentials->new({ deviceId => $device_id }), $me);
$http->setHeader(Authorization => 'Bearer ' . $grant->accessToken) if $http;
say_step login => $grant->displayName;
my $chess = Tickwire::Lobby::RoomRequest->new({ roomKind => 'chess', title => 'none', requestId => 'none' });
say_step refused => refusal(sub { $lobby->createRoom($chess) });
$transport->close;
