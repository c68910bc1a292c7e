package dev.gyre.events.relay;

import dev.gyre.events.EventLog;

/**
 * Chooses one relay among the gateways. It serves liveness only: two relays at once do no harm, because the records of the
 * one with the lower term are void.
 */
public interface RelayElection {

    /** Stands for election until closed; closing gives an office that is held up. */
    Candidacy stand(Listener listener);

    /**
     * A term of office.
     *
     * @param term grows from one to the next: the create revision of the elected key
     * @param identity of the log that belongs to the store, created with the first term
     * @param storeRevision the store's newest revision, read after the election
     */
    record Term(long term, LogIdentity identity, long storeRevision) {}

    /** Hears of wins and losses, one at a time. */
    interface Listener {
        void elected(Term term);

        /** The term that was won last is over. */
        void lost(String reason);
    }

    /** A candidate. */
    interface Candidacy extends EventLog.Subscription {
        /**
         * Gives the current term up and stands again, with a back-off where this happens often. {@link Listener#lost} is not
         * called for it.
         */
        void resign(String reason);
    }
}
