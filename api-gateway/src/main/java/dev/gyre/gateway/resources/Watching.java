package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The verb {@code watch}. Without {@code resourceVersion}, with 0, or with {@code sendInitialEvents} the stream begins with
 * what there is, as ADDED events of one snapshot, and goes on right behind it; else it begins behind the revision given.
 */
final class Watching {

    private final Environment environment;
    private final Reading reading;
    private final Crossing crossing;
    private final Answers answers;
    private final AtomicInteger open = new AtomicInteger();

    Watching(Environment environment, Reading reading, Crossing crossing, Answers answers) {
        this.environment = environment;
        this.reading = reading;
        this.crossing = crossing;
        this.answers = answers;
    }

    CompletionStage<ApiResponse> watch(ResourceCall call) {
        ReadOptions options = ReadOptions.of(call.request(), true);
        Selection selection = Selection.of(call);
        Duration timeout = timeout(options);
        Long revision = options.revision();
        if (open.get() >= environment.limits().watchers()) {
            throw Refusal.tooManyRequests("too many watches are open, please try again later");
        }
        if (options.sendInitialEvents() || revision == null || revision == 0) {
            return reading.fresh(revision)
                    .thenCompose(snapshot -> initial(call, snapshot)
                            .thenApply(initial ->
                                    stream(call, options, selection, timeout, initial, snapshot.revision())));
        }
        return environment
                .reader()
                .notOlderThan(revision)
                .thenApply(reached -> stream(call, options, selection, timeout, null, revision));
    }

    /** What there is, as the client is to see it. */
    private CompletionStage<? extends Iterable<StoredObject>> initial(ResourceCall call, Snapshot snapshot) {
        ResourceKind kind = call.kind();
        Iterable<StoredObject> all = snapshot.list(kind.group(), kind.plural(), call.namespace(), null);
        return Crossing.isNeeded(kind) ? reading.converted(call, all) : CompletableFuture.completedStage(all);
    }

    private ApiResponse stream(
            ResourceCall call,
            ReadOptions options,
            Selection selection,
            Duration timeout,
            @Nullable Iterable<StoredObject> initial,
            long from) {
        ApiResponse.Source source = sink -> {
            open.incrementAndGet();
            WatchStream stream = new WatchStream(
                    environment, crossing, answers, call, options, selection, sink, timeout, open::decrementAndGet);
            stream.start(initial, from);
            return stream;
        };
        return new ApiResponse.Streaming(200, Map.of("content-type", answers.watchMediaType(call)), source);
    }

    /** What the client asks for, else between one and two times the least, so that streams do not end all at once. */
    private Duration timeout(ReadOptions options) {
        Long seconds = options.timeoutSeconds();
        if (seconds != null && seconds > 0) {
            return Duration.ofSeconds(Math.min(seconds, Duration.ofDays(1).toSeconds()));
        }
        long least = environment.limits().minWatch().toMillis();
        return Duration.ofMillis(least + environment.entropy().nextLong(Math.max(1, least)));
    }
}
