package dev.gyre.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.InMemoryApi;
import dev.gyre.node.cluster.InMemoryClusterObjects;
import dev.gyre.node.server.TestCertificates;
import dev.gyre.schemas.Resource;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When Ingress has its ports, and what it says of them. */
class IngressControllerTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryClusterObjects objects = new InMemoryClusterObjects();
    private final InMemoryApi api = new InMemoryApi();
    private final Resource ingress =
            Ingresses.ingress("web", "{'rules':[" + Ingresses.rule("web.example", "Prefix / -> web") + "]}");
    private IngressController.Settings settings;

    @BeforeEach
    void prepare() throws IOException {
        TestCertificates made = new TestCertificates(directory);
        settings = new IngressController.Settings(
                "127.0.0.1",
                List.of(freePort()),
                List.of(freePort()),
                made.file("server.crt"),
                made.file("server.key"));
    }

    @AfterEach
    void stop() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int httpPort() {
        return settings.httpPorts().getFirst();
    }

    private boolean isTaken() {
        try (ServerSocket socket = new ServerSocket(httpPort(), 1, InetAddress.getLoopbackAddress())) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }

    private List<String> told(String reason) {
        return api.all("events").stream()
                .filter(event -> event.json().path("reason").asString("").equals(reason))
                .map(event -> event.json().path("message").asString(""))
                .toList();
    }

    @Test
    void thePortsAreTakenWhileThereIsAnIngress() {
        try (IngressController controller = IngressController.start(settings, vertx, objects, api)) {
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> !api.all("ingressclasses").isEmpty()); // it has looked once
            assertThat(isTaken()).isFalse();
            objects.put(IngressClasses.OURS, IngressClasses.fresh());
            objects.put(ingress.key(), ingress.json());
            Awaitility.await().atMost(SOON).until(() -> !told("Listening").isEmpty());
            assertThat(told("Listening"))
                    .containsExactly("HTTP at port " + httpPort() + ", HTTPS at port "
                            + settings.httpsPorts().getFirst());
            assertThat(isTaken()).isTrue();
            objects.delete(ingress.key());
            Awaitility.await().atMost(SOON).until(() -> !isTaken());
        }
    }

    @Test
    void aPortThatSomebodyHasIsSaidOnceAndTriedAgain() throws Exception {
        objects.put(IngressClasses.OURS, IngressClasses.fresh());
        objects.put(ingress.key(), ingress.json());
        try (ServerSocket other = new ServerSocket(httpPort(), 1, InetAddress.getLoopbackAddress());
                IngressController controller = IngressController.start(settings, vertx, objects, api)) {
            Awaitility.await().atMost(SOON).until(() -> !told("ListenFailed").isEmpty());
            assertThat(told("ListenFailed").getFirst())
                    .startsWith("no HTTP (port " + httpPort() + ": Address already in use), HTTPS at port ");
            assertThat(told("Listening")).isEmpty();
            other.close();
            Awaitility.await().atMost(SOON).until(() -> !told("Listening").isEmpty());
            assertThat(told("ListenFailed")).hasSize(1);
        }
    }
}
