package dev.gyre.node.ingress;

import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Ingress does beside carrying requests, on one thread, every few seconds and after each change of an Ingress: fetch
 * the Secrets that are named (the log does not carry them), listen while there is an Ingress, write addresses into status,
 * tell what is wrong. All of it is looked at anew each time, so that what failed is tried again.
 */
final class Upkeep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final String CAUSE = "ingress";
    private static final long EVERY_SECONDS = 3;
    private static final long CALL_SECONDS = 10;

    private final Vertx vertx;
    private final IngressView view;
    private final Certificates certificates;
    private final Doors doors;
    private final ApiClient api;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ingress-upkeep").factory());
    private final AtomicBoolean isDue = new AtomicBoolean();
    private final Map<ResourceKey, Long> usedSecrets = new HashMap<>();
    private final Map<ResourceKey, String> badSecrets = new HashMap<>();
    private Set<String> told = Set.of();
    private volatile boolean isKnown;

    Upkeep(Vertx vertx, IngressView view, Certificates certificates, Doors doors, ApiClient api, InstantSource clock) {
        this.vertx = vertx;
        this.view = view;
        this.certificates = certificates;
        this.doors = doors;
        this.api = api;
        this.clock = clock;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::guarded, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** The view holds the cluster now, or something in it has changed. */
    void due() {
        isKnown = true;
        if (!thread.isShutdown() && isDue.compareAndSet(false, true)) {
            thread.execute(() -> {
                isDue.set(false);
                guarded();
            });
        }
    }

    private void guarded() {
        try {
            if (isKnown) {
                run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("keeping Ingresses up: {}; trying again", e.toString());
        }
    }

    private void run() throws Exception {
        if (!view.hasOurClass()) {
            execute(new Command.Create(IngressClasses.OURS, IngressClasses.fresh(), List.of()));
        }
        refreshSecrets(); // before anybody comes in
        List<Door.State> states = doors.keep(!view.routes().ingresses().isEmpty());
        for (Command command : StatusPlan.commands(view.served(), view.nodes())) {
            if (execute(command) instanceof Outcome.Committed) {
                tellSync(command.key());
            }
        }
        tell(Notice.of(view, badSecrets, states));
    }

    private void refreshSecrets() throws Exception {
        Set<ResourceKey> named = new HashSet<>(view.routes().secrets());
        usedSecrets.keySet().retainAll(named);
        badSecrets.keySet().retainAll(named);
        for (ResourceKey key : named) {
            Optional<Resource> secret = api.get(key, 0).toCompletableFuture().get(CALL_SECONDS, TimeUnit.SECONDS);
            if (secret.isEmpty()) {
                usedSecrets.remove(key);
                certificates.remove(key);
                badSecrets.put(key, "not found");
            } else if (usedSecrets.getOrDefault(key, 0L) != secret.get().revision()) {
                use(secret.get());
            }
        }
    }

    private void use(Resource secret) {
        usedSecrets.put(secret.key(), secret.revision());
        try {
            certificates.put(vertx, secret);
            badSecrets.remove(secret.key());
        } catch (IllegalArgumentException e) {
            certificates.remove(secret.key());
            badSecrets.put(secret.key(), "holds no certificate that can be used (" + e.getMessage() + ")");
        }
    }

    private void tellSync(ResourceKey key) throws Exception {
        for (Resource ingress : view.routes().ingresses()) {
            if (ingress.key().equals(key)) {
                execute(Notice.scheduled(ingress).event(clock.instant()));
            }
        }
    }

    /** Each once, for as long as it is true. */
    private void tell(Set<Notice> notices) throws Exception {
        Set<String> now = new HashSet<>();
        for (Notice notice : notices) {
            if (now.add(notice.identity()) && !told.contains(notice.identity())) {
                execute(notice.event(clock.instant()));
            }
        }
        told = now;
    }

    private Outcome execute(Command command) throws Exception {
        Outcome outcome = api.execute(command, CAUSE).toCompletableFuture().get(CALL_SECONDS, TimeUnit.SECONDS);
        if (outcome instanceof Outcome.Refused refused && refused.status().code() != 409) {
            log.warn("{}: {}", command.key(), refused.status().message());
        }
        return outcome;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
