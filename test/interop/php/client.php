<?php

// A player who only speaks Thrift, in PHP: says one step a line what it got, which test/src/interop.ts checks.
//
//   client.php GENERATED_CODE PORT binary|compact tcp|http DEVICE_ID
//
// Debian lays Thrift's classes straight into /usr/lib/php, without the folder that their namespace asks for.

// Thrift 0.17 is older than PHP 8.2, which deprecates some of what it does.
error_reporting(E_ALL & ~E_DEPRECATED);

[, $generated, $port, $protocolName, $transportName, $deviceId] = $argv;
spl_autoload_register(function (string $class) use ($generated): void {
    $file = str_starts_with($class, 'Thrift\\') ? '/usr/lib/php/' . substr($class, 7) : "$generated/$class";
    require str_replace('\\', '/', $file) . '.php';
});

use Thrift\Protocol\TBinaryProtocol;
use Thrift\Protocol\TCompactProtocol;
use Thrift\Protocol\TMultiplexedProtocol;
use Thrift\Transport\TFramedTransport;
use Thrift\Transport\THttpClient;
use Thrift\Transport\TSocket;
use Tickwire\Common\Refused;
use Tickwire\Greeter\GreeterClient;
use Tickwire\Greeter\HelloRequest;
use Tickwire\Lobby\LobbyClient;
use Tickwire\Lobby\RoomRequest;
use Tickwire\Session\ClientInfo;
use Tickwire\Session\Credentials;
use Tickwire\Session\SessionClient;

function say(string $step, mixed ...$facts): void
{
    echo implode(' ', [$step, ...$facts]), "\n";
}

/** What a call was refused with. */
function refusal(callable $call): string
{
    try {
        $call();
    } catch (Refused $error) {
        return "Refused $error->code " . ($error->reason ?? $error->parameter ?? '-');
    }
    return 'nothing';
}

$http = $transportName === 'http' ? new THttpClient('127.0.0.1', $port, '/rpc') : null;
$transport = $http ?? new TFramedTransport(new TSocket('127.0.0.1', $port));
$protocol = $protocolName === 'compact' ? new TCompactProtocol($transport) : new TBinaryProtocol($transport);
$transport->open();
$session = new SessionClient(new TMultiplexedProtocol($protocol, 'Session'));
$lobby = new LobbyClient(new TMultiplexedProtocol($protocol, 'Lobby'));
$greeter = new GreeterClient(new TMultiplexedProtocol($protocol, 'Greeter'));

say('hello', $greeter->SayHello(new HelloRequest(['name' => 'Zoë']))->message);
$me = new ClientInfo(['sdk' => 'interop', 'sdkVersion' => '1', 'schemaHashByRoomKind' => [], 'displayName' => 'Zoë']);
$info = $session->getServerInfo($me);
$kind = $info->roomKinds[0];
say('info', $info->version, $info->apiMajor, $kind->name, $kind->tickRateHz, (int) $info->serverTimeMs);
say('stranger', refusal(fn () => $lobby->getRoom('nowhere')));
$grant = $session->login(new Credentials(['deviceId' => $deviceId]), $me);
$http?->addHeaders(['Authorization' => "Bearer $grant->accessToken"]);
say('login', $grant->displayName);
$chess = new RoomRequest(['roomKind' => 'chess', 'title' => 'none', 'requestId' => 'none']);
say('refused', refusal(fn () => $lobby->createRoom($chess)));
$transport->close();
