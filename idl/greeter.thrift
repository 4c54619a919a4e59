namespace js tickwire.greeter
namespace py tickwire.greeter
namespace perl Tickwire.Greeter
namespace php Tickwire.Greeter
namespace rb Tickwire.Greeter
namespace cpp tickwire.greeter
namespace netstd Tickwire.Greeter
namespace java dev.tickwire.greeter
namespace go tickwire.greeter

struct HelloRequest {
  /** Any text; the reply repeats it. */
  1: string name,
}
struct HelloReply {
  /** "Hello " and the name. */
  1: string message,
}

/** Answers without a login: the first call of a new client, and the shortest test that calls work. */
service Greeter {
  /** Greets. Never refused; without a name it is a bad argument. */
  HelloReply SayHello(1: HelloRequest request) (tw.auth = "none"),
}
