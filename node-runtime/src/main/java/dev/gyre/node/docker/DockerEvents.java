package dev.gyre.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the daemon for containers of the cluster that end, and listens again when the connection breaks. What is
 * missed in between is found by listing.
 */
final class DockerEvents implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DockerEvents.class);
    private static final long RETRY_SECONDS = 1;

    private final DockerClient docker;
    private final String clusterId;
    private final Consumer<String> died;
    private final Thread thread;
    private volatile boolean isClosed;

    DockerEvents(DockerClient docker, String clusterId, Consumer<String> died) {
        this.docker = docker;
        this.clusterId = clusterId;
        this.died = died;
        this.thread = Thread.ofVirtual().name("docker-events").start(this::listen);
    }

    private void listen() {
        while (!isClosed) {
            try (Listener listener = new Listener()) {
                docker.eventsCmd()
                        .withEventTypeFilter("container")
                        .withEventFilter("die")
                        .withLabelFilter(Map.of(Labels.CLUSTER, clusterId))
                        .exec(listener);
                listener.awaitCompletion();
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                log.warn("Docker's events: {}; listening again", DockerCalls.message(e));
            }
            if (!isClosed) {
                java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(RETRY_SECONDS));
            }
        }
    }

    private final class Listener extends ResultCallback.Adapter<Event> {
        @Override
        public void onNext(Event event) {
            String id = event.getId();
            if (id != null) {
                died.accept(id);
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
    }
}
