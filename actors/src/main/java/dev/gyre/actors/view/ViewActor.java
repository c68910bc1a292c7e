package dev.gyre.actors.view;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.view.ViewSnapshots.Kept;
import dev.gyre.events.ChangeFeed;
import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.record.Heartbeat;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The one view of a process. It notes where the log stands, takes a snapshot, and follows the log from there; when the feed
 * fails, it starts over and publishes what lies between. Each reader has at most one view on its way: changes that come
 * meanwhile are gathered, and when a reader has too many of them waiting, the feed waits too.
 *
 * <p>It begins with what an earlier process kept, where the log connects to that, and keeps its own view from time to time.
 */
public final class ViewActor {

    /** Changes gathered for a slow reader before the feed has to wait for it. */
    private static final int MOST_GATHERED = 20_000;

    /** The log says within that time whether it connects to what was kept. */
    private static final Duration CONNECTION = Duration.ofSeconds(10);

    private static final String CONNECTION_TIMER = "connection";

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    public sealed interface Message {}

    private record Loaded(ChangeFeed.Offsets offsets, ResourceList snapshot) implements Message {}

    /** @param newest revision of the store, asked when this process began */
    private record Restored(Optional<Kept> kept, CompletionStage<Long> newest) implements Message {}

    private record Made(int attempt, PersistentClusterView view, long newest) implements Message {}

    private record Saved() implements Message {}

    private record MayKeep() implements Message {}

    private record Failed(int attempt, Throwable cause) implements Message {}

    private record Load() implements Message {}

    private record Advanced(int attempt, ChangeFeed.Advance advance, CompletableFuture<Void> applied)
            implements Message {}

    private record Beats(List<Heartbeat> beats) implements Message {}

    private record BeatsFailed(Throwable cause) implements Message {}

    private record FollowBeats() implements Message {}

    private record ReaderIsReady(Reader reader) implements Message {}

    /** Takes a view and all changes since the one before, and says when it is ready for the next. */
    public interface ViewReader {
        void take(ClusterView view, List<ResourceEvent> events, Runnable ready);
    }

    private static final class Reader {
        final ViewReader to;
        List<ResourceEvent> gathered = new ArrayList<>();
        boolean isReady = true;
        boolean isBehind;

        Reader(ViewReader to) {
            this.to = to;
        }
    }

    private final ApiClient client;
    private final ChangeFeed feed;
    private final HeartbeatFeed heartbeats;
    private final List<Reader> readers;
    private final LongConsumer revisionWatcher;
    private final ViewSnapshots snapshots;
    private final ViewKeeping keeping = new ViewKeeping();
    private final ActorContext<Message> context;
    private final TimerScheduler<Message> timers;

    private PersistentClusterView view = PersistentClusterView.EMPTY;
    private final List<CompletableFuture<Void>> heldBack = new ArrayList<>();
    /** What was kept, until the log is known to connect to it. */
    private @Nullable PersistentClusterView unconnected;
    /** What the log says meanwhile, until the view that was kept has been made; null when none is being made. */
    private @Nullable List<Advanced> early;

    private ChangeFeed.@Nullable Following subscription;
    private @Nullable Subscription beats;
    private int attempt;
    private Duration backoff = FIRST_BACKOFF;

    private ViewActor(
            ApiClient client,
            ChangeFeed feed,
            HeartbeatFeed heartbeats,
            List<ViewReader> readers,
            LongConsumer revisionWatcher,
            ViewSnapshots snapshots,
            ActorContext<Message> context,
            TimerScheduler<Message> timers) {
        this.client = client;
        this.feed = feed;
        this.heartbeats = heartbeats;
        this.readers = readers.stream().map(Reader::new).toList();
        this.revisionWatcher = revisionWatcher;
        this.snapshots = snapshots;
        this.context = context;
        this.timers = timers;
    }

    /**
     * @param revisionWatcher hears which revision the view has reached
     * @param snapshots what an earlier process has kept, and for the next one
     */
    public static Behavior<Message> create(
            ApiClient client,
            ChangeFeed feed,
            HeartbeatFeed heartbeats,
            List<ViewReader> readers,
            LongConsumer revisionWatcher,
            ViewSnapshots snapshots) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ViewActor actor =
                    new ViewActor(client, feed, heartbeats, readers, revisionWatcher, snapshots, context, timers);
            actor.restore();
            actor.followBeats();
            return Behaviors.receive(Message.class)
                    .onMessage(Message.class, actor::on)
                    .onSignal(PostStop.class, stop -> actor.stopped())
                    .build();
        }));
    }

    private Behavior<Message> on(Message message) {
        switch (message) {
            case Restored restored ->
                restored.kept().ifPresentOrElse(kept -> goOnFrom(kept, restored.newest()), this::load);
            case Made made -> connectTo(made);
            case Saved saved -> timers.startSingleTimer(new MayKeep(), ViewKeeping.PAUSE);
            case MayKeep may -> keeping.mayBegin();
            case Load load -> load();
            case Loaded loaded -> startFrom(loaded);
            case Failed failed -> startOver(failed);
            case Advanced advanced -> advance(advanced);
            case Beats beats -> {
                view = view.withHeartbeats(beats.beats());
                publish(List.of());
            }
            case FollowBeats follow -> followBeats();
            case BeatsFailed failed -> {
                context.getLog()
                        .warn(
                                "signs of life are followed anew: {}",
                                failed.cause().toString());
                closeBeats();
                timers.startSingleTimer(new FollowBeats(), LONGEST_BACKOFF);
            }
            case ReaderIsReady ready -> {
                ready.reader().isReady = true;
                publish(List.of(), ready.reader());
                letTheFeedGoOn();
            }
        }
        return Behaviors.same();
    }

    private void restore() {
        CompletionStage<Long> newest = client.currentRevision();
        context.pipeToSelf(
                snapshots.read(), (kept, failure) -> new Restored(failure == null ? kept : Optional.empty(), newest));
    }

    /** The log is read from there while the view of it is still being made. */
    private void goOnFrom(Kept kept, CompletionStage<Long> newest) {
        int thisAttempt = ++attempt;
        early = new ArrayList<>();
        context.pipeToSelf(
                kept.view().thenCombine(newest, (view, revision) -> new Made(thisAttempt, view, revision)),
                (made, failure) -> failure == null ? made : new Failed(thisAttempt, failure));
        try {
            subscription = feed.follow(kept.place(), handler(thisAttempt), failure(thisAttempt));
        } catch (RuntimeException e) {
            startOver(new Failed(thisAttempt, e));
        }
    }

    /** Kept by whom the store does not know any more would be what is newer than the store. */
    private void connectTo(Made made) {
        if (made.attempt() != attempt) {
            return;
        }
        if (made.newest() < made.view().revision()) {
            startOver(new Failed(
                    attempt,
                    new IllegalStateException("what was kept is of revision "
                            + made.view().revision() + ", the store is at " + made.newest())));
            return;
        }
        unconnected = made.view();
        timers.startSingleTimer(
                CONNECTION_TIMER,
                new Failed(attempt, new TimeoutException("the log does not say whether it connects to it")),
                CONNECTION);
        List<Advanced> waiting = early == null ? List.of() : early;
        early = null;
        waiting.forEach(this::advance);
    }

    private Function<ChangeFeed.Advance, CompletionStage<Void>> handler(int thisAttempt) {
        return advance -> {
            CompletableFuture<Void> applied = new CompletableFuture<>();
            context.getSelf().tell(new Advanced(thisAttempt, advance, applied));
            return applied;
        };
    }

    private EventLog.FailureHandler failure(int thisAttempt) {
        return cause -> context.getSelf().tell(new Failed(thisAttempt, cause));
    }

    private void load() {
        attempt++;
        int thisAttempt = attempt;
        CompletionStage<Message> loaded = feed.currentOffsets()
                .thenCompose(offsets -> client.snapshot().thenApply(snapshot -> new Loaded(offsets, snapshot)));
        context.pipeToSelf(loaded, (message, failure) -> failure == null ? message : new Failed(thisAttempt, failure));
    }

    private void startFrom(Loaded loaded) {
        if (loaded.snapshot().revision() < view.revision()) {
            startOver(new Failed(
                    attempt,
                    new IllegalStateException("the snapshot at revision "
                            + loaded.snapshot().revision() + " is older than the view at " + view.revision())));
            return;
        }
        PersistentClusterView before = view;
        view = PersistentClusterView.of(loaded.snapshot()).withHeartbeatsOf(before);
        publish(newsSince(before));
        subscription = feed.follow(loaded.offsets(), view.revision(), handler(attempt), failure(attempt));
    }

    private void startOver(Failed failed) {
        if (failed.attempt() != attempt) {
            return;
        }
        context.getLog()
                .warn(
                        "the view starts over from a new snapshot: {}",
                        failed.cause().toString());
        closeSubscription();
        unconnected = null;
        early = null;
        attempt++;
        timers.startSingleTimer(new Load(), backoff);
        Duration doubled = backoff.multipliedBy(2);
        backoff = doubled.compareTo(LONGEST_BACKOFF) < 0 ? doubled : LONGEST_BACKOFF;
    }

    private void advance(Advanced advanced) {
        if (advanced.attempt() != attempt) {
            return;
        }
        if (early != null) {
            early.add(advanced);
            return;
        }
        backoff = FIRST_BACKOFF;
        if (unconnected != null) {
            connect(unconnected);
        }
        view = view.apply(advanced.advance());
        publish(advanced.advance().events());
        keep(advanced.advance().events().size());
        heldBack.add(advanced.applied());
        letTheFeedGoOn();
    }

    private void connect(PersistentClusterView kept) {
        timers.cancel(CONNECTION_TIMER);
        unconnected = null;
        context.getLog().info("goes on from what was kept: {}", kept);
        PersistentClusterView before = view;
        view = kept.withHeartbeatsOf(before);
        keeping.restored();
        publish(newsSince(before));
    }

    /** To who has seen nothing yet, nothing has changed. */
    private List<ResourceEvent> newsSince(PersistentClusterView before) {
        return before.revision() == 0 ? List.of() : view.changesSince(before);
    }

    private void keep(int changes) {
        keeping.changed(changes);
        ChangeFeed.Place place = subscription == null ? null : subscription.place();
        if (place == null || place.revision() != view.revision() || !keeping.isDue(view.size())) {
            return;
        }
        keeping.begun();
        context.pipeToSelf(snapshots.keep(place, view.objects()), (done, failure) -> {
            if (failure != null) {
                context.getLog().warn("the view at revision {} is not kept: {}", place.revision(), failure.toString());
            }
            return new Saved();
        });
    }

    private void publish(List<ResourceEvent> events) {
        revisionWatcher.accept(view.revision());
        for (Reader reader : readers) {
            reader.isBehind = true;
            publish(events, reader);
        }
    }

    private void publish(List<ResourceEvent> events, Reader reader) {
        reader.gathered.addAll(events);
        if (reader.isReady && reader.isBehind) {
            List<ResourceEvent> gathered = reader.gathered;
            reader.gathered = new ArrayList<>();
            reader.isReady = false;
            reader.isBehind = false;
            reader.to.take(view, gathered, () -> context.getSelf().tell(new ReaderIsReady(reader)));
        }
    }

    private void letTheFeedGoOn() {
        if (readers.stream().allMatch(reader -> reader.gathered.size() < MOST_GATHERED)) {
            heldBack.forEach(applied -> applied.complete(null));
            heldBack.clear();
        }
    }

    private void followBeats() {
        beats = heartbeats.follow(
                some -> context.getSelf().tell(new Beats(some)),
                cause -> context.getSelf().tell(new BeatsFailed(cause)));
    }

    private void closeBeats() {
        if (beats != null) {
            beats.close();
            beats = null;
        }
    }

    private Behavior<Message> stopped() {
        closeBeats();
        closeSubscription();
        return Behaviors.same();
    }

    private void closeSubscription() {
        heldBack.clear();
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }
}
