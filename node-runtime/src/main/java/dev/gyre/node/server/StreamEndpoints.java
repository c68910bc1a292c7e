package dev.gyre.node.server;

import dev.gyre.node.runtime.ContainerProcess;
import dev.gyre.node.runtime.ContainerStreams;
import dev.gyre.node.runtime.RuntimeRefusal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * {@code /exec}, {@code /attach} and {@code /portForward}: a gateway's requests to become a WebSocket of {@link
 * dev.gyre.schemas.stream.StreamChannel}s. Whatever can be refused is refused before the connection is switched, in words.
 * Sessions are bounded in number.
 */
final class StreamEndpoints {
    private static final int MOST_SESSIONS = 4096;

    private final RunningContainers containers;
    private final ContainerStreams streams;
    private final BiConsumer<HttpServerRequest, Throwable> refuse;
    private final Semaphore sessions = new Semaphore(MOST_SESSIONS);
    private final Executor threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("streams-", 0).factory());

    StreamEndpoints(
            RunningContainers containers, ContainerStreams streams, BiConsumer<HttpServerRequest, Throwable> refuse) {
        this.containers = containers;
        this.streams = streams;
        this.refuse = refuse;
    }

    /** Whether it is a request for one of these, which has then been taken on. */
    boolean handle(HttpServerRequest request, String[] path) {
        boolean isCommand = path.length == 5 && (path[1].equals("exec") || path[1].equals("attach"));
        boolean isForward = path.length == 4 && path[1].equals("portForward");
        if (!isCommand && !isForward) {
            return false;
        }
        if (!"websocket".equalsIgnoreCase(request.getHeader("upgrade"))) {
            throw new BadRequestException("Upgrade request required");
        }
        if (isForward) {
            forward(request, path[2], path[3]);
        } else {
            command(request, path[1].equals("exec"), path[2], path[3], path[4]);
        }
        return true;
    }

    private void command(HttpServerRequest request, boolean isExec, String namespace, String pod, String container) {
        CommandParameters parameters =
                isExec ? CommandParameters.ofExec(request.params()) : CommandParameters.of(request.params());
        ContainerStreams.Wanted wanted = parameters.wanted();
        begin(
                request,
                () -> containers
                        .container(namespace, pod, container)
                        .thenApplyAsync(
                                id -> isExec
                                        ? streams.exec(id, parameters.command(), wanted)
                                        : streams.attach(id, wanted),
                                threads),
                (process, socket) -> CommandSession.start(process, socket, wanted.stdin(), wanted.tty()),
                ContainerProcess::close);
    }

    private void forward(HttpServerRequest request, String namespace, String pod) {
        int port = port(request.params().get("port"));
        begin(
                request,
                () -> containers.sandbox(namespace, pod),
                (sandbox, socket) -> ForwardSession.start(port, sandbox, () -> streams.connect(sandbox, port), socket),
                sandbox -> {});
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new BadRequestException("invalid port: \"" + text + "\"");
        }
        throw new BadRequestException("invalid port: " + text);
    }

    private <T> void begin(
            HttpServerRequest request,
            Supplier<CompletionStage<T>> prepare,
            BiConsumer<T, ChannelSocket> start,
            java.util.function.Consumer<T> letGo) {
        if (!sessions.tryAcquire()) {
            throw new BadRequestException(429, "too many streams are open on this node");
        }
        Context context = Vertx.currentContext();
        request.pause();
        prepared(prepare)
                .whenComplete((prepared, failure) -> context.runOnContext(turn -> {
                    if (failure != null) {
                        sessions.release();
                        request.resume();
                        refuse.accept(request, words(failure));
                        return;
                    }
                    request.toWebSocket().onComplete(upgraded -> {
                        if (upgraded.failed()) {
                            sessions.release();
                            letGo.accept(prepared);
                            return;
                        }
                        ServerWebSocket socket = upgraded.result();
                        socket.pause();
                        start.accept(prepared, new ChannelSocket(socket, context, sessions::release));
                    });
                }));
    }

    private static <T> CompletionStage<T> prepared(Supplier<CompletionStage<T>> prepare) {
        try {
            return prepare.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static Throwable words(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RuntimeRefusal refusal
                ? new BadRequestException(500, String.valueOf(refusal.getMessage()))
                : cause;
    }
}
