# A player who only speaks Thrift, in Ruby: says one step a line what it got, which test/src/interop.ts checks.
#
#   client PORT binary|compact tcp|http DEVICE_ID

require 'thrift'
require 'greeter'
require 'session'
require 'lobby'

include Tickwire

$stdout.sync = true
port, protocol_name, transport_name, device_id = ARGV

# What a call was refused with.
def refusal
  yield
  'nothing'
rescue Common::Refused => error
  "Refused #{error.code} #{error.reason || error.parameter || '-'}"
end

http = Thrift::HTTPClientTransport.new("http://127.0.0.1:#{port}/rpc") if transport_name == 'http'
transport = http || Thrift::FramedTransport.new(Thrift::Socket.new('127.0.0.1', port.to_i))
protocol = protocol_name == 'compact' ? Thrift::CompactProtocol.new(transport) : Thrift::BinaryProtocol.new(transport)
transport.open
client = ->(service, name) { service::Client.new(Thrift::MultiplexedProtocol.new(protocol, name)) }
greeter, session, lobby = client[Greeter::Greeter, 'Greeter'], client[Session::Session, 'Session'], client[Lobby::Lobby, 'Lobby']

puts "hello #{greeter.SayHello(Greeter::HelloRequest.new(name: 'Zoë')).message}"
me = Session::ClientInfo.new(sdk: 'interop', sdkVersion: '1', schemaHashByRoomKind: {}, displayName: 'Zoë')
info = session.getServerInfo(me)
kind = info.roomKinds[0]
puts "info #{info.version} #{info.apiMajor} #{kind.name} #{kind.tickRateHz} #{info.serverTimeMs.to_i}"
puts "stranger #{refusal { lobby.getRoom('nowhere') }}"
grant = session.login(Session::Credentials.deviceId(device_id), me)
http&.add_headers('Authorization' => "Bearer #{grant.accessToken}")
puts "login #{grant.displayName}"
chess = Lobby::RoomRequest.new(roomKind: 'chess', title: 'none', requestId: 'none')
puts "refused #{refusal { lobby.createRoom(chess) }}"
transport.close
