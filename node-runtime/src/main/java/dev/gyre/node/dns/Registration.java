package dev.gyre.node.dns;

import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what {@link KubeDnsPlan} wants in the API, on one thread: after each change that concerns it, when its own writes
 * have been seen; and again after a second where something was refused. It says goodbye when it is closed.
 */
final class Registration implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Registration.class);
    private static final String CAUSE = "kube-dns";
    private static final long AGAIN_SECONDS = 1;
    private static final long GOODBYE_SECONDS = 5;

    private final KubeDnsPlan plan;
    private final ApiClient api;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dns-registration").factory());
    private final Map<ResourceKey, Resource> slices = new TreeMap<>();
    private final Set<String> unready = new HashSet<>();
    private @Nullable Resource service;
    private boolean isWriting;
    private String lastRefusal = "";

    Registration(KubeDnsPlan plan, ApiClient api) {
        this.plan = plan;
        this.api = api;
    }

    void reset(List<Resource> all) {
        List<Resource> ours =
                all.stream().filter(each -> KubeDnsPlan.concerns(each.key())).toList();
        run(() -> {
            service = null;
            slices.clear();
            unready.clear();
            ours.forEach(this::put);
            act();
        });
    }

    void changed(List<ResourceEvent> events) {
        List<ResourceEvent> ours = events.stream()
                .filter(event -> KubeDnsPlan.concerns(event.key()))
                .toList();
        if (!ours.isEmpty()) {
            run(() -> {
                ours.forEach(this::apply);
                act();
            });
        }
    }

    private void apply(ResourceEvent event) {
        if (event.type() != ResourceEvent.Type.DELETED) {
            put(event.resource());
        } else if (event.key().equals(KubeDnsPlan.SERVICE)) {
            service = null;
        } else if (event.key().plural().equals("nodes")) {
            unready.add(event.key().name()); // a node that is gone runs nothing
        } else {
            slices.remove(event.key());
        }
    }

    private void put(Resource object) {
        if (object.key().equals(KubeDnsPlan.SERVICE)) {
            service = object;
        } else if (object.key().plural().equals("nodes")) {
            if (KubeDnsPlan.isReady(object)) {
                unready.remove(object.name());
            } else {
                unready.add(object.name());
            }
        } else if (object.key().plural().equals("endpointslices")) {
            slices.put(object.key(), object);
        }
    }

    private void act() {
        if (isWriting) {
            return;
        }
        List<Command> commands =
                plan.commands(new KubeDnsPlan.View(Optional.ofNullable(service), Map.copyOf(slices), unready));
        if (commands.isEmpty()) {
            return;
        }
        isWriting = true;
        CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
        for (Command command : commands) {
            all = all.thenCombine(api.execute(command, CAUSE), (isFine, outcome) -> isFine & isDone(command, outcome));
        }
        // Their events come by themselves; until then, and after a refusal, it is looked at again in a while.
        all.whenComplete((isFine, failure) -> later(AGAIN_SECONDS, () -> {
            isWriting = false;
            act();
        }));
    }

    /** Somebody else may have been faster: what counts is what is there. */
    private boolean isDone(Command command, Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused
                && refused.status().code() != 409
                && refused.status().code() != 404) {
            String message = command.key() + ": " + refused.status().message();
            if (!message.equals(lastRefusal)) {
                log.warn("cluster DNS cannot be registered: {}", message);
                lastRefusal = message;
            }
            return false;
        }
        return true;
    }

    private void run(Runnable task) {
        later(0, task);
    }

    private void later(long seconds, Runnable task) {
        try {
            var unused = thread.schedule(task, seconds, TimeUnit.SECONDS);
        } catch (java.util.concurrent.RejectedExecutionException e) {
            log.debug("closed meanwhile", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        api.execute(plan.goodbye(), CAUSE)
                .toCompletableFuture()
                .completeOnTimeout(new Outcome.Unknown("not waited for"), GOODBYE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
