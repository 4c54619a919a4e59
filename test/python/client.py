"""A player who only speaks Thrift: over framed TCP, with what the Apache compiler makes of the IDL for Python.

Says hello, logs in, quick-plays and opens a chest in the running room. Prints what it got as one JSON object a line, and
waits for a line on its standard input where the test has something to do first.

    client.py GENERATED_CODE PORT binary|compact
"""

import json
import sys

sys.path.insert(0, sys.argv[1])

from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.protocol.TCompactProtocol import TCompactProtocol
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol
from thrift.Thrift import TApplicationException
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TFramedTransport

from tickwire.arena import ArenaRoom
from tickwire.common.ttypes import NotFound, Refused
from tickwire.greeter import Greeter
from tickwire.greeter.ttypes import HelloRequest
from tickwire.lobby import Lobby
from tickwire.lobby.ttypes import JoinRequest, RoomFilter, RoomRequest
from tickwire.session import Session
from tickwire.session.ttypes import ClientInfo, Credentials

PROTOCOLS = {"binary": TBinaryProtocol, "compact": TCompactProtocol}


def say(step, **facts):
    print(json.dumps({"step": step, **facts}), flush=True)


def wait_for_test():
    sys.stdin.readline()


def error_of(call):
    """What a call was refused with."""
    try:
        call()
    except Refused as error:
        return {"kind": "Refused", "code": error.code, "reason": error.reason, "message": error.message}
    except NotFound as error:
        return {"kind": "NotFound", "of": error.kind, "key": error.key}
    except TApplicationException as error:
        return {"kind": "TApplicationException", "type": error.type, "message": error.message}
    return {"kind": "none"}


def main():
    transport = TFramedTransport(TSocket("127.0.0.1", int(sys.argv[2])))
    protocol = PROTOCOLS[sys.argv[3]](transport)
    transport.open()

    def client(service, name):
        return service.Client(TMultiplexedProtocol(protocol, name))

    say("hello", message=client(Greeter, "Greeter").SayHello(HelloRequest(name="Python")).message)

    lobby = client(Lobby, "Lobby")
    say("stranger", error=error_of(lambda: lobby.getRoom("any")))
    info = ClientInfo(sdk="python-test", sdkVersion="1", schemaHashByRoomKind={}, displayName="Pip")
    grant = client(Session, "Session").login(Credentials(deviceId="0123456789abcdef" * 2), info)
    say("login", displayName=grant.displayName)

    request = RoomRequest(roomKind="arena", title="arena", requestId="python-1")
    assignment = lobby.joinOrCreateRoom(RoomFilter(roomKind="arena"), request, JoinRequest())
    room = client(ArenaRoom, "ArenaRoom@" + assignment.roomId)
    me = room.getSelf()
    say("self", roomId=assignment.roomId, avatarId=me.avatarId, x=me.x, y=me.y)
    wait_for_test()

    near, far = me.chests[0], me.chests[-1]
    say("far", error=error_of(lambda: room.openChest(far.chestId)))
    say("none", error=error_of(lambda: room.openChest(16_000_000)))
    loot = room.openChest(near.chestId)
    say("opened", chestId=loot.chestId, items=[[item.item, item.amount] for item in loot.items])
    say("empty", error=error_of(lambda: room.openChest(near.chestId)))
    scores = room.getScores()
    say("scores", players=scores.players, names=[line.name for line in scores.lines])
    say("nowhere", error=error_of(client(ArenaRoom, "ArenaRoom@nowhere").getSelf))
    wait_for_test()
    transport.close()


main()
