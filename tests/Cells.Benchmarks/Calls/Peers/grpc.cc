// gRPC C++ over a Unix socket, by its callback interface.
//
//   grpc serve <socket>
//   grpc call <socket> <server> <payload> <depth> <ms>   prints what measure.h says
#include <condition_variable>
#include <mutex>
#include <string>

#include <grpcpp/grpcpp.h>

#include "echo.grpc.pb.h"
#include "measure.h"

namespace {

constexpr int kMostBytes = 64 << 20;

class Echo final : public peers::Echo::CallbackService {
    grpc::ServerUnaryReactor *Call(grpc::CallbackServerContext *context, const peers::Message *request, peers::Message *reply) override {
        reply->set_data(request->data());
        grpc::ServerUnaryReactor *reactor = context->DefaultReactor();
        reactor->Finish(grpc::Status::OK);
        return reactor;
    }
};

// Keeps `depth` calls in flight: each that ends starts the next.
class Calls {
public:
    Calls(peers::Echo::Stub &stub, size_t payload, int depth, uint64_t until) : stub_(stub), data_(payload, 'x'), live_(depth), until_(until) {
        for (int i = 0; i < depth; i++) Next();
    }

    void Wait() {
        std::unique_lock<std::mutex> lock(mutex_);
        ended_.wait(lock, [this] { return live_ == 0; });
    }

private:
    struct One {
        grpc::ClientContext context;
        peers::Message request, reply;
        uint64_t start;
    };

    void Next() {
        uint64_t start = now();
        if (start > until_) {
            std::lock_guard<std::mutex> lock(mutex_);
            if (--live_ == 0) ended_.notify_all();
            return;
        }
        One *one = new One;
        one->request.set_data(data_);
        one->start = start;
        stub_.async()->Call(&one->context, &one->request, &one->reply, [this, one](const grpc::Status &status) {
            if (!status.ok()) fail(status.error_message().c_str());
            {
                std::lock_guard<std::mutex> lock(mutex_);
                sample(now() - one->start);
            }
            delete one;
            Next();
        });
    }

    peers::Echo::Stub &stub_;
    std::string data_;
    std::mutex mutex_;
    std::condition_variable ended_;
    int live_;
    uint64_t until_;
};

void CallOneByOne(peers::Echo::Stub &stub, size_t payload, uint64_t until) {
    peers::Message request, reply;
    request.set_data(std::string(payload, 'x'));
    for (uint64_t start = now(); start <= until; start = now()) {
        grpc::ClientContext context;
        grpc::Status status = stub.Call(&context, request, &reply);
        if (!status.ok()) fail(status.error_message().c_str());
        sample(now() - start);
    }
}

} // namespace

int main(int count, char **words) {
    std::string address = count > 2 ? std::string("unix:") + words[2] : "";
    if (count == 3 && std::string(words[1]) == "serve") {
        Echo echo;
        grpc::ServerBuilder builder;
        builder.SetMaxReceiveMessageSize(kMostBytes);
        builder.AddListeningPort(address, grpc::InsecureServerCredentials());
        builder.RegisterService(&echo);
        builder.BuildAndStart()->Wait();
        return 0;
    }
    if (count != 7 || std::string(words[1]) != "call") {
        fprintf(stderr, "usage: grpc serve <socket> | call <socket> <server> <payload> <depth> <ms>\n");
        return 2;
    }
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kMostBytes);
    auto stub = peers::Echo::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
    size_t payload = static_cast<size_t>(atoi(words[4]));
    int depth = atoi(words[5]);
    CallOneByOne(*stub, payload, now() + 50000000u); // connects, and warms up
    calls = 0;
    measurement m = begin(words[3]);
    uint64_t until = m.start + static_cast<uint64_t>(atoi(words[6])) * 1000000u;
    if (depth == 1) CallOneByOne(*stub, payload, until);
    else Calls(*stub, payload, depth, until).Wait();
    // Without the destructors of gRPC's globals, which wait for threads.
    _exit(end(m));
}
