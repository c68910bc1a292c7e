package dev.gyre.gateway.streams;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;
import io.vertx.core.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The sessions of a gateway: bounded in number, and ended properly when it closes. */
final class OpenSessions {
    private static final int MOST = 4096;

    private final Semaphore permits = new Semaphore(MOST);
    private final Map<Session, Context> sessions = new ConcurrentHashMap<>();

    /** Takes a place, or refuses. Whoever has one gives it back by {@link #leave} or {@link #ended}. */
    void enter() {
        if (!permits.tryAcquire()) {
            throw new StatusException(new Status(
                    429,
                    "TooManyRequests",
                    "too many streams are open, please try again later",
                    new Status.Details("", "", "", "", List.of(), 1)));
        }
    }

    /** Nothing came of it. */
    void leave() {
        permits.release();
    }

    void begun(Session session, Context context) {
        sessions.put(session, context);
    }

    void ended(Session session) {
        sessions.remove(session);
        permits.release();
    }

    void cutAll() {
        sessions.forEach(
                (session, context) -> context.runOnContext(turn -> session.cut("the gateway is shutting down")));
    }
}
