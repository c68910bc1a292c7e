package dev.gyre.gateway.flowcontrol;

/**
 * Deals each flow a hand out of the deck of queues (shuffle sharding): two flows hardly ever get the same hand, so a flow that
 * fills all queues of its own leaves every other flow some.
 */
final class Dealer {

    private Dealer() {}

    /** FNV-1a over both words, mixed once more so that all bits count. */
    static long hash(String schema, String flow) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < schema.length(); i++) {
            hash = (hash ^ schema.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ 0xff) * 0x100000001b3L;
        for (int i = 0; i < flow.length(); i++) {
            hash = (hash ^ flow.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
        return hash ^ (hash >>> 29);
    }

    /** {@code hand} different numbers below {@code deck}, decided by the hash alone. */
    static int[] deal(long hash, int deck, int hand) {
        int[] dealt = new int[hand];
        long rest = hash;
        for (int i = 0; i < hand; i++) {
            int left = deck - i;
            int card = (int) Long.remainderUnsigned(rest, left);
            rest = Long.divideUnsigned(rest, left);
            // The card is a place among those not dealt yet: step over those that are, in ascending order.
            int at = i;
            for (int j = 0; j < i && dealt[j] <= card; j++) {
                card++;
            }
            while (at > 0 && dealt[at - 1] > card) {
                dealt[at] = dealt[at - 1];
                at--;
            }
            dealt[at] = card;
        }
        return dealt;
    }
}
