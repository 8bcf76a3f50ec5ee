// Cap'n Proto C++ over a Unix socket.
//
//   capnp serve <socket>
//   capnp call <socket> <server> <payload> <depth> <ms>   prints what measure.h says
#include <string>

#include <capnp/ez-rpc.h>
#include <capnp/message.h>

#include "echo.capnp.h"
#include "measure.h"

namespace {

class Server final : public Echo::Server {
    kj::Promise<void> call(CallContext context) override {
        context.getResults().setData(context.getParams().getData());
        return kj::READY_NOW;
    }
};

// One of the calls in flight: when it has ended, the next.
kj::Promise<void> Calls(Echo::Client &echo, kj::ArrayPtr<const kj::byte> data, uint64_t until) {
    uint64_t start = now();
    if (start > until) return kj::READY_NOW;
    auto request = echo.callRequest(capnp::MessageSize{data.size() / sizeof(capnp::word) + 16, 0});
    request.setData(data);
    return request.send().then([&echo, data, until, start](capnp::Response<Echo::CallResults> &&reply) {
        KJ_REQUIRE(reply.getData().size() == data.size());
        sample(now() - start);
        return Calls(echo, data, until);
    });
}

} // namespace

int main(int count, char **words) {
    kj::String address = kj::str("unix:", count > 2 ? words[2] : "");
    if (count == 3 && std::string(words[1]) == "serve") {
        capnp::EzRpcServer server(kj::heap<Server>(), address);
        kj::NEVER_DONE.wait(server.getWaitScope());
    }
    if (count != 7 || std::string(words[1]) != "call") {
        fprintf(stderr, "usage: capnp serve <socket> | call <socket> <server> <payload> <depth> <ms>\n");
        return 2;
    }
    capnp::EzRpcClient client(address, 0, capnp::ReaderOptions{1ull << 30, 64});
    Echo::Client echo = client.getMain<Echo>();
    kj::Array<kj::byte> data = kj::heapArray<kj::byte>(static_cast<size_t>(atoi(words[4])));
    Calls(echo, data, now() + 50000000u).wait(client.getWaitScope()); // connects, and warms up
    calls = 0;
    measurement m = begin(words[3]);
    uint64_t until = m.start + static_cast<uint64_t>(atoi(words[6])) * 1000000u;
    auto all = kj::heapArrayBuilder<kj::Promise<void>>(static_cast<size_t>(atoi(words[5])));
    for (int i = 0; i < atoi(words[5]); i++) all.add(Calls(echo, data, until));
    kj::joinPromises(all.finish()).wait(client.getWaitScope());
    return end(m);
}
