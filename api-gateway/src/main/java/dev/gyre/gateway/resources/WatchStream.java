package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse.Sink;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.storage.ResourceReader.ChangeListener;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent.Changed;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.Status;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One open watch. What the cache reports becomes what this client sees: an object that begins to match its selectors is
 * ADDED, one that ceases to is DELETED, whatever happened to it in truth. Changes, bookmarks and the end come from
 * different threads, and one at a time through this object's lock. A client that does not read its events loses the stream,
 * not the gateway's memory.
 */
final class WatchStream implements ChangeListener, AutoCloseable {

    private final Environment environment;
    private final Crossing crossing;
    private final Answers answers;
    private final ResourceCall call;
    private final ReadOptions options;
    private final Selection selection;
    private final Sink sink;
    private final Duration timeout;
    private final Runnable onClosed;

    private @Nullable Watch watch;
    private @Nullable Watch definitions;
    private Timer.@Nullable Cancellable nextBookmark;
    private Timer.@Nullable Cancellable end;
    private long reached;
    private long bookmarked;
    private long pendingBound;
    private boolean isFirst = true;
    private boolean isClosed;

    WatchStream(
            Environment environment,
            Crossing crossing,
            Answers answers,
            ResourceCall call,
            ReadOptions options,
            Selection selection,
            Sink sink,
            Duration timeout,
            Runnable onClosed) {
        this.environment = environment;
        this.crossing = crossing;
        this.answers = answers;
        this.call = call;
        this.options = options;
        this.selection = selection;
        this.sink = sink;
        this.timeout = timeout;
        this.onClosed = onClosed;
        this.pendingBound = environment.limits().pendingWatchBytes();
    }

    synchronized void start(@Nullable Iterable<StoredObject> initial, long from) {
        reached = from;
        ResourceKind kind = call.kind();
        if (initial != null) {
            for (StoredObject object : initial) {
                if (selection.matches(object.json())) {
                    // What a client asked to begin with is not what it has fallen behind with.
                    pendingBound += send("ADDED", Versioned.of(object));
                }
            }
            if (options.sendInitialEvents() && options.allowWatchBookmarks()) {
                sink.write(answers.bookmark(call, from, true));
            }
        }
        end = environment.timer().after(timeout, this::timeOut);
        scheduleBookmark();
        ChangeListener listener = Crossing.isNeeded(kind) ? new ConvertedChanges(crossing, kind, this) : this;
        try {
            watch = environment.reader().watch(kind.group(), kind.plural(), call.namespace(), from, listener);
        } catch (CompactedException tooOld) {
            fail(tooOld);
            return;
        }
        if (isClosed) {
            watch.close();
        } else if (kind.isCustom()) {
            definitions = environment.kinds().onExchange(this::endUnlessServed);
            endUnlessServed();
        }
    }

    /** What is defined no more, or not in this version, can only be asked for again: whoever watches is to find that out. */
    private synchronized void endUnlessServed() {
        String plural = call.kind().plural();
        boolean isServed = environment.kinds().current().served(call.version().apiVersion(), plural) != null;
        if (!isServed && !isClosed) {
            close();
            sink.end();
        }
    }

    @Override
    public synchronized void onChanges(long revision, List<Changed> changes) {
        for (Changed change : changes) {
            if (isClosed) {
                return;
            }
            relate(change);
            if (sink.pendingBytes() > pendingBound) {
                close();
                sink.end();
                return;
            }
        }
        reached = Math.max(reached, revision);
    }

    private void relate(Changed change) {
        StoredObject current = change.current();
        StoredObject previous = change.previous();
        boolean wasIn = previous != null && selection.matches(previous.json());
        if (current != null && selection.matches(current.json())) {
            send(wasIn ? "MODIFIED" : "ADDED", new Versioned(current.json(), change.revision()));
        } else if (previous != null && wasIn) {
            send("DELETED", new Versioned(previous.json(), change.revision()));
        }
    }

    private long send(String type, Versioned object) {
        byte[] line = answers.event(call, type, object, isFirst);
        isFirst = false;
        sink.write(line);
        return line.length;
    }

    @Override
    public synchronized void onEnd(Throwable cause) {
        if (!isClosed) {
            fail(cause);
        }
    }

    private void fail(Throwable cause) {
        if (cause instanceof CompactedException tooOld) {
            sink.write(answers.error(
                    call,
                    new Status(
                            410,
                            "Expired",
                            "too old resource version: " + reached + " (" + (tooOld.compactRevision() + 1) + ")",
                            null)));
        }
        if (cause instanceof StatusException refusal) {
            sink.write(answers.error(call, refusal.status()));
        }
        close();
        sink.end();
    }

    private synchronized void timeOut() {
        if (!isClosed) {
            bookmark();
            close();
            sink.end();
        }
    }

    private void scheduleBookmark() {
        if (options.allowWatchBookmarks()) {
            nextBookmark = environment.timer().after(environment.limits().bookmarkInterval(), this::bookmarkAndGoOn);
        }
    }

    private synchronized void bookmarkAndGoOn() {
        if (!isClosed) {
            bookmark();
            scheduleBookmark();
        }
    }

    private void bookmark() {
        if (options.allowWatchBookmarks() && reached > bookmarked) {
            bookmarked = reached;
            sink.write(answers.bookmark(call, reached, false));
        }
    }

    /** Called when the client is gone, and by this stream itself; the sink is ended by who ends the stream. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (watch != null) {
            watch.close();
        }
        if (definitions != null) {
            definitions.close();
        }
        if (nextBookmark != null) {
            nextBookmark.cancel();
        }
        if (end != null) {
            end.cancel();
        }
        onClosed.run();
    }
}
