package dev.gyre.events.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Elects whoever stands, one at a time, and again shortly after a resignation. */
public final class Elections implements RelayElection {

    private final LogIdentity identity;
    private final LongSupplier storeRevision;
    private final List<Standing> standing = new ArrayList<>();
    private long term;

    public Elections(LogIdentity identity, LongSupplier storeRevision) {
        this.identity = identity;
        this.storeRevision = storeRevision;
    }

    @Override
    public synchronized Candidacy stand(Listener listener) {
        Standing candidate = new Standing(listener);
        standing.add(candidate);
        if (standing.getFirst() == candidate) {
            elect(candidate);
        }
        return candidate;
    }

    private synchronized void elect(Standing candidate) {
        if (standing.contains(candidate)) {
            term++;
            candidate.listener.elected(new Term(term, identity, storeRevision.getAsLong()));
        }
    }

    /** Elects the next one without telling the one in office. */
    public synchronized void electAnother() {
        standing.addLast(standing.removeFirst());
        elect(standing.getFirst());
    }

    private final class Standing implements Candidacy {
        private final Listener listener;

        Standing(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void resign(String reason) {
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(() -> elect(this));
        }

        @Override
        public void close() {
            synchronized (Elections.this) {
                boolean wasInOffice = !standing.isEmpty() && standing.getFirst() == this;
                standing.remove(this);
                if (wasInOffice && !standing.isEmpty()) {
                    elect(standing.getFirst());
                }
            }
        }
    }
}
