package dev.gyre.node.dns;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Others' answers for as long as their records allow: the shortest time to live of all, for a negative one that of its
 * zone's authority. Served with the time that is left. So many at most; the one not asked for longest makes room.
 */
final class AnswerCache<K> {
    private static final long LONGEST_SECONDS = 3600;

    private final InstantSource clock;
    private final Map<K, Kept> kept;

    private record Kept(Message message, Instant from, long seconds) {}

    AnswerCache(int most, InstantSource clock) {
        this.clock = clock;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Kept> eldest) {
                return size() > most;
            }
        };
    }

    synchronized @Nullable Message get(K question) {
        Kept found = kept.get(question);
        if (found == null) {
            return null;
        }
        long age = java.time.Duration.between(found.from(), clock.instant()).toSeconds();
        if (age < 0 || age >= found.seconds()) {
            kept.remove(question);
            return null;
        }
        return age == 0 ? found.message() : aged(found.message(), age);
    }

    synchronized void put(K question, Message answer) {
        long seconds = Math.min(secondsToLive(answer), LONGEST_SECONDS);
        if (seconds > 0) {
            kept.put(question, new Kept(answer, clock.instant(), seconds));
        }
    }

    private static long secondsToLive(Message answer) {
        long shortest = Long.MAX_VALUE;
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
            for (Record each : answer.getSection(section)) {
                if (each.getType() != Type.OPT) {
                    shortest = Math.min(shortest, each.getTTL());
                }
            }
        }
        if (answer.getSection(Section.ANSWER).isEmpty()) {
            return answer.getSection(Section.AUTHORITY).stream()
                    .filter(SOARecord.class::isInstance)
                    .mapToLong(each -> Math.min(each.getTTL(), ((SOARecord) each).getMinimum()))
                    .min()
                    .orElse(0);
        }
        return shortest;
    }

    private static Message aged(Message answer, long seconds) {
        Message aged = new Message();
        aged.getHeader().setRcode(answer.getRcode());
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL}) {
            for (Record each : answer.getSection(section)) {
                if (each.getType() != Type.OPT) {
                    aged.addRecord(
                            Record.newRecord(
                                    each.getName(),
                                    each.getType(),
                                    each.getDClass(),
                                    Math.max(0, each.getTTL() - seconds),
                                    each.rdataToWireCanonical()),
                            section);
                }
            }
        }
        return aged;
    }
}
