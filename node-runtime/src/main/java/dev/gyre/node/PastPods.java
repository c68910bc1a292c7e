package dev.gyre.node;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pods that a kubelet has let go of, by uid. A uid is given once, so whatever is still heard of one of them (a list or a
 * read that was asked for before, a reference that was on its way) tells of the past. The last thousand are remembered, nine
 * times what a node has at once; what comes later than that is set right by the next list.
 */
final class PastPods {
    private static final int MOST = 1_000;

    private final Map<String, Boolean> uids = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    void add(String podUid) {
        uids.put(podUid, true);
    }

    boolean contains(String podUid) {
        return uids.containsKey(podUid);
    }
}
