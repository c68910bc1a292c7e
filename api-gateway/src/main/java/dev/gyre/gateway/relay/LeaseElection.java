package dev.gyre.gateway.relay;

import dev.gyre.events.relay.LogIdentity;
import dev.gyre.events.relay.RelayElection;
import dev.gyre.gateway.storage.MetaStore;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.StoreKeys;
import dev.gyre.gateway.storage.cache.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects by a key under a lease: whoever creates it is the relay for as long as the lease is kept alive, and the key's
 * create revision is the term. Those who are not elected look again from time to time. A holder that cannot keep its lease
 * alive gives up before it would end by itself; that it might not notice in time is what terms are for.
 */
public final class LeaseElection implements RelayElection {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseElection.class);

    private final Parts parts;
    private final StoredLogIdentity identity;

    /**
     * How an election is timed. A term that ends within {@code shortTerm} makes the next try wait, twice as long each time
     * up to {@code maxBackoff}.
     */
    public record Timing(
            Duration timeToLive, Duration keepAlive, Duration retry, Duration shortTerm, Duration maxBackoff) {
        public static final Timing STANDARD = new Timing(
                Duration.ofSeconds(4),
                Duration.ofSeconds(1),
                Duration.ofMillis(300),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    /**
     * What an election runs on.
     *
     * @param name of this candidate, for humans who read the key
     * @param partitionCount what a log gets that does not exist yet
     * @param newClusterId asked once in the life of a store
     */
    public record Parts(
            ResourceStore store,
            MetaStore meta,
            String name,
            int partitionCount,
            Supplier<String> newClusterId,
            Timing timing,
            InstantSource clock,
            Timer timer) {}

    public LeaseElection(Parts parts) {
        this.parts = parts;
        this.identity = new StoredLogIdentity(parts.meta(), parts.partitionCount(), parts.newClusterId());
    }

    @Override
    public Candidacy stand(Listener listener) {
        LeaseCandidacy candidacy = new LeaseCandidacy(listener);
        candidacy.campaign();
        return candidacy;
    }

    /** What a held lease is known by. */
    private record Office(long lease, Instant since, Instant keptAt) {
        Office kept(Instant at) {
            return new Office(lease, since, at);
        }
    }

    private final class LeaseCandidacy implements Candidacy {
        private final Listener listener;
        private @Nullable Office office;
        private Duration backoff = parts.timing().retry();
        private boolean isCutOff;
        private boolean isClosed;

        LeaseCandidacy(Listener listener) {
            this.listener = listener;
        }

        void campaign() {
            synchronized (this) {
                if (isClosed || office != null) {
                    return;
                }
            }
            parts.meta()
                    .get(StoreKeys.RELAY_TERM)
                    .thenCompose(holder -> holder == null ? tryToCreate() : nobody())
                    .whenComplete((won, failure) -> {
                        reportOnce(failure);
                        if (failure != null) {
                            parts.timer().after(parts.timing().keepAlive(), this::campaign);
                        } else if (won == null) {
                            parts.timer().after(parts.timing().retry(), this::campaign);
                        }
                    });
        }

        /** A store that is away for an hour is reported when it goes and when it comes back. */
        private synchronized void reportOnce(@Nullable Throwable failure) {
            if (failure != null && !isCutOff) {
                LOG.warn("the relay's election has no store, trying on: {}", failure.getMessage());
            } else if (failure == null && isCutOff) {
                LOG.info("the relay's election has its store again");
            }
            isCutOff = failure != null;
        }

        private CompletionStage<@Nullable Term> nobody() {
            return CompletableFuture.completedStage(null);
        }

        private CompletionStage<@Nullable Term> tryToCreate() {
            Instant asked = parts.clock().instant();
            return parts.meta()
                    .grantLease(parts.timing().timeToLive())
                    .thenCompose(lease -> parts.meta()
                            .create(StoreKeys.RELAY_TERM, parts.name(), lease)
                            .thenCompose(creation -> creation.isOurs() ? termOf(creation.key()) : nobody())
                            .whenComplete((term, failure) -> {
                                if (term != null) {
                                    take(new Office(lease, asked, asked), term);
                                } else {
                                    revoke(lease);
                                }
                            }));
        }

        private CompletionStage<@Nullable Term> termOf(MetaStore.MetaKey key) {
            CompletionStage<LogIdentity> known = identity.readOrCreate();
            return known.thenCompose(log -> parts.store()
                    .currentRevision()
                    .thenApply(revision -> new Term(key.createRevision(), log, revision)));
        }

        private void take(Office taken, Term term) {
            synchronized (this) {
                if (isClosed) {
                    revoke(taken.lease());
                    return;
                }
                office = taken;
            }
            LOG.info("elected relay for term {}", term.term());
            listener.elected(term);
            parts.timer().after(parts.timing().keepAlive(), () -> keep(taken.lease()));
        }

        private void keep(long lease) {
            if (!holds(lease)) {
                return;
            }
            Instant asked = parts.clock().instant();
            parts.meta().keepAlive(lease).whenComplete((isAlive, failure) -> kept(lease, asked, isAlive, failure));
        }

        private void kept(long lease, Instant asked, @Nullable Boolean isAlive, @Nullable Throwable failure) {
            String reason = null;
            synchronized (this) {
                if (!holds(lease) || office == null) {
                    return;
                }
                if (failure == null && Boolean.TRUE.equals(isAlive)) {
                    office = office.kept(asked);
                } else if (failure == null) {
                    reason = "the relay's lease has ended";
                } else if (parts.clock()
                        .instant()
                        .isAfter(office.keptAt().plus(parts.timing().timeToLive()))) {
                    reason = "the relay's lease could not be kept alive: " + failure.getMessage();
                }
                if (reason != null) {
                    office = null;
                }
            }
            if (reason == null) {
                parts.timer().after(parts.timing().keepAlive(), () -> keep(lease));
            } else {
                LOG.warn("{}", reason);
                listener.lost(reason);
                parts.timer().after(parts.timing().retry(), this::campaign);
            }
        }

        private synchronized boolean holds(long lease) {
            return !isClosed && office != null && office.lease() == lease;
        }

        @Override
        public void resign(String reason) {
            Office given;
            Duration pause;
            synchronized (this) {
                given = office;
                office = null;
                if (given == null || isClosed) {
                    return;
                }
                boolean wasShort = parts.clock()
                        .instant()
                        .isBefore(given.since().plus(parts.timing().shortTerm()));
                backoff = wasShort
                        ? min(backoff.multipliedBy(2), parts.timing().maxBackoff())
                        : parts.timing().retry();
                pause = backoff;
            }
            LOG.info("gave up the relay's office: {}", reason);
            revoke(given.lease());
            parts.timer().after(pause, this::campaign);
        }

        @Override
        public void close() {
            Office given;
            synchronized (this) {
                isClosed = true;
                given = office;
                office = null;
            }
            if (given != null) {
                revoke(given.lease());
            }
        }

        private void revoke(long lease) {
            parts.meta().revoke(lease).exceptionally(failure -> {
                LOG.debug("a lease was not revoked and will end by itself: {}", failure.getMessage());
                return null;
            });
        }

        private static Duration min(Duration a, Duration b) {
            return a.compareTo(b) < 0 ? a : b;
        }
    }
}
