package dev.gyre.node.cluster;

import dev.gyre.events.ChangeFeed.Advance;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One follower's place in the history. While it lists, changes wait; when the lists are there they become one reset, and
 * of what waited only the changes follow that each kind's list does not show yet. All calls but {@link #close} are made on
 * the reader's thread.
 */
final class Follower {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    /** Changes that wait for a list before it is begun anew. */
    private static final int MOST_WAITING = 50_000;

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);

    private final ApiClient api;
    private final Map<String, ResourceKind> kinds = new HashMap<>();
    private final ClusterObjects.Listener listener;
    private final BiConsumer<Duration, Runnable> later;
    private final Deque<Advance> waiting = new ArrayDeque<>();
    private Map<String, Long> listedAt = Map.of();
    private int waitingChanges;
    private int attempt;
    private boolean isListed;
    private Duration backoff = FIRST_BACKOFF;
    private boolean isClosed;

    Follower(
            ApiClient api,
            Set<ResourceKind> kinds,
            ClusterObjects.Listener listener,
            BiConsumer<Duration, Runnable> later) {
        this.api = api;
        kinds.forEach(kind -> this.kinds.put(kind.groupResource(), kind));
        this.listener = listener;
        this.later = later;
    }

    /** What is known is of no use any more; a new list follows. */
    void interrupt() {
        attempt++;
        isListed = false;
        waiting.clear();
        waitingChanges = 0;
    }

    /** Lists every kind. The reader follows already, so that what is committed after a list is heard. */
    void list() {
        interrupt();
        int current = attempt;
        CompletionStage<Map<String, ResourceList>> lists = CompletableFuture.completedFuture(new HashMap<>());
        for (Map.Entry<String, ResourceKind> kind : kinds.entrySet()) {
            lists = lists.thenCombine(api.list(kind.getValue(), "", null, null), (all, list) -> {
                all.put(kind.getKey(), list);
                return all;
            });
        }
        lists.whenComplete((all, failure) -> later.accept(Duration.ZERO, () -> {
            if (current == attempt) {
                listed(all, failure);
            }
        }));
    }

    private void listed(Map<String, ResourceList> lists, @Nullable Throwable failure) {
        if (failure != null) {
            int current = attempt;
            log.warn("listing {} failed: {}; listing again", kinds.keySet(), failure.toString());
            later.accept(backoff, () -> {
                if (current == attempt) {
                    list();
                }
            });
            backoff = LogClusterObjects.longer(backoff);
            return;
        }
        backoff = FIRST_BACKOFF;
        isListed = true;
        Map<String, Long> at = new HashMap<>();
        List<Resource> all = new ArrayList<>();
        lists.forEach((kind, list) -> {
            at.put(kind, list.revision());
            all.addAll(list.items());
        });
        listedAt = at;
        long revision = at.values().stream().mapToLong(Long::longValue).min().orElse(0);
        tell(() -> listener.reset(revision, List.copyOf(all)));
        List<Advance> heard = List.copyOf(waiting);
        waiting.clear();
        waitingChanges = 0;
        heard.forEach(this::advance);
    }

    void advance(Advance advance) {
        List<ResourceEvent> events = advance.events().stream()
                .filter(event -> kinds.containsKey(kind(event.key())))
                .toList();
        if (events.isEmpty()) {
            return;
        }
        if (!isListed) {
            hold(new Advance(advance.revision(), events));
            return;
        }
        List<ResourceEvent> news = events.stream()
                .filter(event -> event.revision() > listedAt.getOrDefault(kind(event.key()), 0L))
                .toList();
        if (!news.isEmpty()) {
            tell(() -> listener.changed(advance.revision(), news));
        }
    }

    private void hold(Advance advance) {
        waiting.add(advance);
        waitingChanges += advance.events().size();
        if (waitingChanges > MOST_WAITING) {
            log.warn("more than {} changes wait for the lists of {}; listing again", MOST_WAITING, kinds.keySet());
            list();
        }
    }

    private static String kind(ResourceKey key) {
        return key.groupResource();
    }

    /** A listener's failure is its own: the others and the reader go on. */
    private synchronized void tell(Runnable call) {
        if (isClosed) {
            return;
        }
        try {
            call.run();
        } catch (RuntimeException e) {
            log.error("a listener to {} failed; it gets everything again", kinds.keySet(), e);
            later.accept(backoff, this::list);
        }
    }

    synchronized void close() {
        isClosed = true;
    }
}
