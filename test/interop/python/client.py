"""A player who only speaks Thrift, in Python: says one step a line what it got, which test/src/interop.ts checks.

    client PORT binary|compact tcp|http DEVICE_ID
"""

import sys

from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.protocol.TCompactProtocol import TCompactProtocol
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol
from thrift.Thrift import TApplicationException
from thrift.transport.THttpClient import THttpClient
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TFramedTransport

from tickwire.arena import ArenaRoom
from tickwire.common.ttypes import NotFound, Page, Refused
from tickwire.events import Events
from tickwire.greeter import Greeter
from tickwire.greeter.ttypes import HelloRequest
from tickwire.lobby import Lobby
from tickwire.lobby.ttypes import JoinRequest, RoomFilter, RoomRequest
from tickwire.session import Session
from tickwire.session.ttypes import ClientInfo, Credentials

PROTOCOLS = {"binary": TBinaryProtocol, "compact": TCompactProtocol}
port, protocol_name, transport_name, device_id = sys.argv[1:]


def say(step, *facts):
    print(step, *facts, flush=True)


def refusal(call):
    """What a call was refused with."""
    try:
        call()
    except Refused as error:
        return f"Refused {error.code} {error.reason or error.parameter or '-'}"
    except NotFound as error:
        return f"NotFound {error.kind} {error.key}"
    except TApplicationException as error:
        return f"TApplicationException {error.message}"
    return "nothing"


http = transport_name == "http"
transport = THttpClient(f"http://127.0.0.1:{port}/rpc") if http else TFramedTransport(TSocket("127.0.0.1", int(port)))
protocol = PROTOCOLS[protocol_name](transport)
transport.open()


def client(service, name):
    return service.Client(TMultiplexedProtocol(protocol, name))


session, lobby, events = client(Session, "Session"), client(Lobby, "Lobby"), client(Events, "Events")

say("hello", client(Greeter, "Greeter").SayHello(HelloRequest("Zoë")).message)
me = ClientInfo(sdk="interop", sdkVersion="1", schemaHashByRoomKind={}, displayName="Zoë")
info = session.getServerInfo(me)
say("info", info.version, info.apiMajor, info.roomKinds[0].name, info.roomKinds[0].tickRateHz, int(info.serverTimeMs))
say("stranger", refusal(lambda: lobby.getRoom("nowhere")))
grant = session.login(Credentials(deviceId=device_id), me)
if http:
    transport.setCustomHeaders({"Authorization": "Bearer " + grant.accessToken})
say("login", grant.displayName)
say("refused", refusal(lambda: lobby.createRoom(RoomRequest(roomKind="chess", title="none", requestId="none"))))

request = RoomRequest(roomKind="arena", title="Zoë", tags={"by": device_id}, requestId=device_id)
created = lobby.createRoom(request)
joined = lobby.joinRoom(created.roomId, JoinRequest())
say("joined", created.roomId, joined.roomId)
page = lobby.listRooms(RoomFilter(tags={"by": device_id}), Page())
say("rooms", *[f"{room.title} {room.players}" for room in page.rooms])
batch = events.poll(0, 0, 10)
say("events", len(batch.events), batch.upTo)

room = client(ArenaRoom, "ArenaRoom@" + created.roomId)
chest_id = room.getSelf().chests[0].chestId
loot = room.openChest(chest_id)
say("chest", chest_id, loot.chestId, len(loot.items))
say("empty", refusal(lambda: room.openChest(chest_id)))
say("none", refusal(lambda: room.openChest(16_000_000)))
say("nowhere", refusal(client(ArenaRoom, "ArenaRoom@nowhere").getSelf))
transport.close()
