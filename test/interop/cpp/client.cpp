// A player who only speaks Thrift, in C++: says one step a line what it got, which test/src/interop.ts checks.
//
//   client PORT binary|compact tcp|http DEVICE_ID
//
// Thrift 0.17's THttpClient cannot send headers of its own; the subclass here is what it takes.

#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/protocol/TCompactProtocol.h>
#include <thrift/protocol/TMultiplexedProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/THttpClient.h>
#include <thrift/transport/TSocket.h>

#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

#include "Greeter.h"
#include "Lobby.h"
#include "Session.h"

using namespace apache::thrift;
using namespace apache::thrift::protocol;
using namespace apache::thrift::transport;
using namespace tickwire;

namespace {

/** Sends a bearer token, once it has one. */
class BearerHttpClient : public THttpClient {
 public:
  using THttpClient::THttpClient;
  std::string token;

  void flush() override {
    resetConsumedMessageSize();
    const std::string body = writeBuffer_.getBufferAsString();
    writeBuffer_.resetBuffer();
    std::string head = "POST " + path_ + " HTTP/1.1\r\nHost: " + host_ + "\r\nContent-Type: application/x-thrift\r\n";
    if (!token.empty()) head += "Authorization: Bearer " + token + "\r\n";
    const std::string request = head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    transport_->write(reinterpret_cast<const uint8_t*>(request.data()), static_cast<uint32_t>(request.size()));
    transport_->flush();
    readHeaders_ = true;
  }
};

/** What a call was refused with. */
std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const common::Refused& error) {
    const std::string detail = error.__isset.reason ? error.reason : error.__isset.parameter ? error.parameter : "-";
    return "Refused " + std::to_string(error.code) + " " + detail;
  }
  return "nothing";
}

}  // namespace

int main(int, char** argv) {
  const int port = std::stoi(argv[1]);
  std::shared_ptr<BearerHttpClient> http;
  std::shared_ptr<TTransport> transport;
  if (std::string(argv[3]) == "http") {
    transport = http = std::make_shared<BearerHttpClient>("127.0.0.1", port, "/rpc");
  } else {
    transport = std::make_shared<TFramedTransport>(std::make_shared<TSocket>("127.0.0.1", port));
  }
  std::shared_ptr<TProtocol> protocol;
  if (std::string(argv[2]) == "compact") {
    protocol = std::make_shared<TCompactProtocol>(transport);
  } else {
    protocol = std::make_shared<TBinaryProtocol>(transport);
  }
  transport->open();
  greeter::GreeterClient greeter(std::make_shared<TMultiplexedProtocol>(protocol, "Greeter"));
  session::SessionClient session(std::make_shared<TMultiplexedProtocol>(protocol, "Session"));
  lobby::LobbyClient lobby(std::make_shared<TMultiplexedProtocol>(protocol, "Lobby"));

  greeter::HelloRequest hello;
  hello.name = "Zoë";
  greeter::HelloReply reply;
  greeter.SayHello(reply, hello);
  std::cout << "hello " << reply.message << std::endl;

  session::ClientInfo me;
  me.sdk = "interop";
  me.sdkVersion = "1";
  me.__set_displayName("Zoë");
  session::ServerInfo info;
  session.getServerInfo(info, me);
  const session::RoomKind& kind = info.roomKinds.at(0);
  std::cout << "info " << info.version << " " << info.apiMajor << " " << kind.name << " " << kind.tickRateHz << " "
            << static_cast<std::int64_t>(info.serverTimeMs) << std::endl;

  lobby::RoomSummary room;
  std::cout << "stranger " << refusal([&] { lobby.getRoom(room, "nowhere"); }) << std::endl;

  session::Credentials credentials;
  credentials.__set_deviceId(argv[4]);
  session::SessionGrant grant;
  session.login(grant, credentials, me);
  if (http) http->token = grant.accessToken;
  std::cout << "login " << grant.displayName << std::endl;

  lobby::RoomRequest request;
  request.roomKind = "chess";
  request.title = request.requestId = "none";
  common::Assignment assignment;
  std::cout << "refused " << refusal([&] { lobby.createRoom(assignment, request); }) << std::endl;
  transport->close();
}
