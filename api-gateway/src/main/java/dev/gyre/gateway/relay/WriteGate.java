package dev.gyre.gateway.relay;

import dev.gyre.gateway.storage.StoreUpkeep;

/**
 * Says whether writes may be taken. They are held off while the log is too far behind the store, and while the store is
 * nearly full, so that the store never has to refuse them itself; callers are told to come back. Once closed it opens only
 * when there is some room again, so that it does not flap.
 */
public final class WriteGate {

    private static final double ROOM_TO_REOPEN = 0.9;

    private final Limits limits;
    private volatile String reason = "";
    private long lag;
    private StoreUpkeep.Size size = new StoreUpkeep.Size(0, 0);

    /**
     * How far things may go.
     *
     * @param maxLag how many revisions the log may be behind the store
     * @param maxUsedBytes what objects and history may take in the store
     * @param maxAllocatedBytes how large the store's file may be; at its quota, etcd refuses every write
     * @param retryAfterSeconds what callers are told
     */
    public record Limits(long maxLag, long maxUsedBytes, long maxAllocatedBytes, int retryAfterSeconds) {

        /** For a store of this quota. The log may be away for an hour while 200 changes a second are made, and a little more. */
        public static Limits ofQuota(long quotaBytes) {
            return new Limits(1_000_000, quotaBytes * 8 / 10, quotaBytes * 95 / 100, 5);
        }
    }

    WriteGate(Limits limits) {
        this.limits = limits;
    }

    public boolean isOpen() {
        return reason.isEmpty();
    }

    /** Why it is closed, for the caller to read; empty while it is open. */
    public String reason() {
        return reason;
    }

    public int retryAfterSeconds() {
        return limits.retryAfterSeconds();
    }

    synchronized void lag(long revisions) {
        lag = revisions;
        decide();
    }

    synchronized void size(StoreUpkeep.Size now) {
        size = now;
        decide();
    }

    private void decide() {
        double share = isOpen() ? 1 : ROOM_TO_REOPEN;
        if (lag > limits.maxLag() * share) {
            reason = "the log is " + lag + " changes behind the store";
        } else if (size.usedBytes() > limits.maxUsedBytes() * share) {
            reason = "the store is nearly full: " + size.usedBytes() / (1024 * 1024) + " MiB are in use";
        } else if (size.allocatedBytes() > limits.maxAllocatedBytes() * share) {
            reason = "the store's file is nearly full: " + size.allocatedBytes() / (1024 * 1024) + " MiB";
        } else {
            reason = "";
        }
    }
}
