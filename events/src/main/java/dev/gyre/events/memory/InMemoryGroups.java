package dev.gyre.events.memory;

import dev.gyre.events.EventLog.OwnershipListener;
import dev.gyre.events.EventLog.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/** Groups that share out partitions, round robin by the order of joining. Losing is told before gaining. */
final class InMemoryGroups {

    private final Map<String, Map<Member, Set<Integer>>> groups = new HashMap<>();
    private final Executor executor;

    InMemoryGroups(Executor executor) {
        this.executor = executor;
    }

    synchronized Subscription join(String group, int partitions, OwnershipListener listener) {
        Member member = new Member(group, partitions, listener);
        groups.computeIfAbsent(group, g -> new LinkedHashMap<>()).put(member, new TreeSet<>());
        executor.execute(() -> rebalance(group));
        return member;
    }

    private synchronized void rebalance(String group) {
        Map<Member, Set<Integer>> members = groups.getOrDefault(group, Map.of());
        List<Member> order = new ArrayList<>(members.keySet());
        Map<Member, Set<Integer>> wanted = new LinkedHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            Set<Integer> share = new TreeSet<>();
            for (int p = i; p < order.get(i).partitions; p += order.size()) {
                share.add(p);
            }
            wanted.put(order.get(i), share);
        }
        wanted.forEach((member, share) -> {
            Set<Integer> lost = new TreeSet<>(members.get(member));
            lost.removeAll(share);
            if (!lost.isEmpty()) {
                member.listener.lost(lost);
            }
        });
        wanted.forEach((member, share) -> {
            Set<Integer> gained = new TreeSet<>(share);
            gained.removeAll(members.get(member));
            members.put(member, share);
            if (!gained.isEmpty()) {
                member.listener.gained(gained);
            }
        });
    }

    private final class Member implements Subscription {
        private final String group;
        private final int partitions;
        private final OwnershipListener listener;

        Member(String group, int partitions, OwnershipListener listener) {
            this.group = group;
            this.partitions = partitions;
            this.listener = listener;
        }

        @Override
        public void close() {
            Set<Integer> owned;
            synchronized (InMemoryGroups.this) {
                owned = groups.getOrDefault(group, new HashMap<>()).remove(this);
            }
            if (owned == null) {
                return;
            }
            executor.execute(() -> {
                if (!owned.isEmpty()) {
                    listener.lost(owned);
                }
                rebalance(group);
            });
        }
    }
}
