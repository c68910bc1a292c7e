package dev.gyre.actors.cronjob;

import dev.gyre.schemas.cron.CronSchedule;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Which time of a schedule is due. After a long pause only the latest of the times that were missed is, so that nothing floods
 * the cluster; more than a hundred of them are worth a warning, as somebody's clock may be wrong.
 *
 * @param due the latest time that has come and is not settled; null where there is none
 * @param missedTooMany whether more than a hundred times have come since
 * @param next the first time to come; null where none will
 */
record Timetable(
        @Nullable Instant due,
        boolean missedTooMany,
        @Nullable Instant next) {

    private static final int MANY = 100;

    /** @param settled times up to and including this one are past */
    static Timetable of(CronSchedule schedule, ZoneId zone, Instant settled, Instant now) {
        Instant first = schedule.next(settled, zone);
        if (first == null || first.isAfter(now)) {
            return new Timetable(null, false, first);
        }
        Instant due = first;
        Instant next = schedule.next(due, zone);
        for (int count = 1; next != null && !next.isAfter(now); count++) {
            if (count == MANY) {
                due = schedule.every() != null ? lastBeat(schedule, first, now) : latest(schedule, zone, next, now);
                return new Timetable(due, true, schedule.next(due, zone));
            }
            due = next;
            next = schedule.next(due, zone);
        }
        return new Timetable(due, false, next);
    }

    private static Instant lastBeat(CronSchedule schedule, Instant first, Instant now) {
        long every = schedule.every() == null ? 1 : schedule.every().toSeconds();
        long beats = (now.getEpochSecond() - first.getEpochSecond()) / every;
        return first.plusSeconds(beats * every);
    }

    /** Halves the span in which the latest time lies: what comes next after its lower end has come, after its upper end not. */
    private static Instant latest(CronSchedule schedule, ZoneId zone, Instant known, Instant now) {
        Instant latest = known;
        long upper = now.getEpochSecond();
        while (latest.getEpochSecond() < upper) {
            Instant middle = Instant.ofEpochSecond((latest.getEpochSecond() + upper) >> 1);
            Instant next = schedule.next(middle, zone);
            if (next == null || next.isAfter(now)) {
                upper = middle.getEpochSecond();
            } else {
                latest = next;
            }
        }
        return latest;
    }
}
