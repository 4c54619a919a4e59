// A player who only speaks Thrift, in Java: says one step a line what it got, which test/src/interop.ts checks.
//
//   client PORT binary|compact tcp|http DEVICE_ID

import dev.tickwire.arena.ArenaRoom;
import dev.tickwire.arena.Loot;
import dev.tickwire.common.Assignment;
import dev.tickwire.common.NotFound;
import dev.tickwire.common.Page;
import dev.tickwire.common.Refused;
import dev.tickwire.events.EventBatch;
import dev.tickwire.events.Events;
import dev.tickwire.greeter.Greeter;
import dev.tickwire.greeter.HelloRequest;
import dev.tickwire.lobby.JoinRequest;
import dev.tickwire.lobby.Lobby;
import dev.tickwire.lobby.RoomFilter;
import dev.tickwire.lobby.RoomRequest;
import dev.tickwire.lobby.RoomSummary;
import dev.tickwire.session.ClientInfo;
import dev.tickwire.session.Credentials;
import dev.tickwire.session.RoomKind;
import dev.tickwire.session.ServerInfo;
import dev.tickwire.session.Session;
import dev.tickwire.session.SessionGrant;
import java.util.Map;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMultiplexedProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.THttpClient;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.layered.TFramedTransport;

public final class Client {
  private interface Call {
    void run() throws TException;
  }

  private static void say(String step, Object... facts) {
    StringBuilder line = new StringBuilder(step);
    for (Object fact : facts) line.append(' ').append(fact);
    System.out.println(line);
  }

  /** What a call was refused with. */
  private static String refusal(Call call) throws TException {
    try {
      call.run();
      return "nothing";
    } catch (Refused error) {
      String detail = error.isSetReason() ? error.reason : error.isSetParameter() ? error.parameter : "-";
      return "Refused " + error.code.getValue() + " " + detail;
    } catch (NotFound error) {
      return "NotFound " + error.kind + " " + error.key;
    } catch (TApplicationException error) {
      return "TApplicationException " + error.getMessage();
    }
  }

  public static void main(String[] args) throws TException {
    int port = Integer.parseInt(args[0]);
    String deviceId = args[3];
    THttpClient http = args[2].equals("http") ? new THttpClient("http://127.0.0.1:" + port + "/rpc") : null;
    TTransport transport = http != null ? http : new TFramedTransport(new TSocket("127.0.0.1", port));
    TProtocol protocol = args[1].equals("compact") ? new TCompactProtocol(transport) : new TBinaryProtocol(transport);
    transport.open();
    Session.Client session = new Session.Client(new TMultiplexedProtocol(protocol, "Session"));
    Lobby.Client lobby = new Lobby.Client(new TMultiplexedProtocol(protocol, "Lobby"));

    Greeter.Client greeter = new Greeter.Client(new TMultiplexedProtocol(protocol, "Greeter"));
    say("hello", greeter.SayHello(new HelloRequest("Zoë")).message);
    ClientInfo me = new ClientInfo("interop", "1", 1, 0, Map.of()).setDisplayName("Zoë");
    ServerInfo info = session.getServerInfo(me);
    RoomKind kind = info.roomKinds.get(0);
    say("info", info.version, info.apiMajor, kind.name, kind.tickRateHz, (long) info.serverTimeMs);
    say("stranger", refusal(() -> lobby.getRoom("nowhere")));
    SessionGrant grant = session.login(Credentials.deviceId(deviceId), me);
    if (http != null) http.setCustomHeader("Authorization", "Bearer " + grant.accessToken);
    say("login", grant.displayName);
    RoomRequest chess = new RoomRequest().setRoomKind("chess").setTitle("none").setRequestId("none");
    say("refused", refusal(() -> lobby.createRoom(chess)));

    Map<String, String> tags = Map.of("by", deviceId);
    RoomRequest request =
        new RoomRequest().setRoomKind("arena").setTitle("Zoë").setTags(tags).setRequestId(deviceId);
    Assignment created = lobby.createRoom(request);
    say("joined", created.roomId, lobby.joinRoom(created.roomId, new JoinRequest()).roomId);
    for (RoomSummary room : lobby.listRooms(new RoomFilter().setTags(tags), new Page()).rooms) {
      say("rooms", room.title, room.players);
    }
    EventBatch batch = new Events.Client(new TMultiplexedProtocol(protocol, "Events")).poll(0, 0, 10);
    say("events", batch.events.size(), batch.upTo);

    ArenaRoom.Client room = new ArenaRoom.Client(new TMultiplexedProtocol(protocol, "ArenaRoom@" + created.roomId));
    int chestId = room.getSelf().chests.get(0).chestId;
    Loot loot = room.openChest(chestId);
    say("chest", chestId, loot.chestId, loot.items.size());
    say("empty", refusal(() -> room.openChest(chestId)));
    say("none", refusal(() -> room.openChest(16_000_000)));
    say("nowhere", refusal(new ArenaRoom.Client(new TMultiplexedProtocol(protocol, "ArenaRoom@nowhere"))::getSelf));
    transport.close();
  }
}
