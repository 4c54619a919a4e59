// A player who only speaks Thrift, in Go: says one step a line what it got, which test/src/interop.ts checks.
//
//	client PORT binary|compact tcp|http DEVICE_ID
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/apache/thrift/lib/go/thrift"
	"tickwire/arena"
	"tickwire/common"
	"tickwire/events"
	"tickwire/greeter"
	"tickwire/lobby"
	"tickwire/session"
)

var ctx = context.Background()

func say(step string, facts ...interface{}) {
	fmt.Println(append([]interface{}{step}, facts...)...)
}

// must gives what a call answered; a failure that no step expects ends the client.
func must[T any](answer T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return answer
}

// refusal is what a call was refused with.
func refusal(_ interface{}, err error) string {
	var refused *common.Refused
	var notFound *common.NotFound
	var application thrift.TApplicationException
	switch {
	case errors.As(err, &refused):
		detail := "-"
		if refused.Reason != nil {
			detail = *refused.Reason
		} else if refused.Parameter != nil {
			detail = *refused.Parameter
		}
		return fmt.Sprintf("Refused %d %s", refused.Code, detail)
	case errors.As(err, &notFound):
		return fmt.Sprintf("NotFound %s %s", notFound.Kind, notFound.Key)
	case errors.As(err, &application):
		return "TApplicationException " + application.Error()
	}
	return fmt.Sprint("nothing ", err)
}

func main() {
	port, protocolName, transportName, deviceId := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	var transport thrift.TTransport
	if transportName == "http" {
		transport = must(thrift.NewTHttpClient("http://127.0.0.1:" + port + "/rpc"))
	} else {
		transport = thrift.NewTFramedTransportConf(thrift.NewTSocketConf("127.0.0.1:"+port, nil), nil)
	}
	var protocol thrift.TProtocol = thrift.NewTBinaryProtocolConf(transport, nil)
	if protocolName == "compact" {
		protocol = thrift.NewTCompactProtocolConf(transport, nil)
	}
	if err := transport.Open(); err != nil {
		must(0, err)
	}
	client := func(service string) thrift.TClient {
		return thrift.NewTStandardClient(protocol, thrift.NewTMultiplexedProtocol(protocol, service))
	}
	sessions, rooms := session.NewSessionClient(client("Session")), lobby.NewLobbyClient(client("Lobby"))

	say("hello", must(greeter.NewGreeterClient(client("Greeter")).SayHello(ctx, &greeter.HelloRequest{Name: "Zoë"})).Message)
	me := session.NewClientInfo()
	name := "Zoë"
	me.Sdk, me.SdkVersion, me.DisplayName = "interop", "1", &name
	info := must(sessions.GetServerInfo(ctx, me))
	kind := info.RoomKinds[0]
	say("info", info.Version, info.ApiMajor, kind.Name, kind.TickRateHz, int64(info.ServerTimeMs))
	say("stranger", refusal(rooms.GetRoom(ctx, "nowhere")))
	grant := must(sessions.Login(ctx, &session.Credentials{DeviceId: &deviceId}, me))
	if http, ok := transport.(*thrift.THttpClient); ok {
		http.SetHeader("Authorization", "Bearer "+grant.AccessToken)
	}
	say("login", grant.DisplayName)
	request := lobby.NewRoomRequest()
	request.RoomKind, request.Title, request.RequestId = "chess", "none", "none"
	say("refused", refusal(rooms.CreateRoom(ctx, request)))

	request.RoomKind, request.Title, request.RequestId = "arena", "Zoë", deviceId
	request.Tags = map[string]string{"by": deviceId}
	created := must(rooms.CreateRoom(ctx, request))
	say("joined", created.RoomId, must(rooms.JoinRoom(ctx, created.RoomId, lobby.NewJoinRequest())).RoomId)
	filter := lobby.NewRoomFilter()
	filter.Tags = request.Tags
	for _, room := range must(rooms.ListRooms(ctx, filter, common.NewPage())).Rooms {
		say("rooms", room.Title, room.Players)
	}
	batch := must(events.NewEventsClient(client("Events")).Poll(ctx, 0, 0, 10))
	say("events", len(batch.Events), batch.UpTo)

	room := arena.NewArenaRoomClient(client("ArenaRoom@" + string(created.RoomId)))
	chestId := must(room.GetSelf(ctx)).Chests[0].ChestId
	loot := must(room.OpenChest(ctx, chestId))
	say("chest", chestId, loot.ChestId, len(loot.Items))
	say("empty", refusal(room.OpenChest(ctx, chestId)))
	say("none", refusal(room.OpenChest(ctx, 16000000)))
	say("nowhere", refusal(arena.NewArenaRoomClient(client("ArenaRoom@nowhere")).GetSelf(ctx)))
	transport.Close()
}
