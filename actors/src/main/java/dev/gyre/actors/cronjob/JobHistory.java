package dev.gyre.actors.cronjob;

import dev.gyre.actors.workload.JobState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The Jobs that have ended and are beyond what a CronJob keeps: the oldest of each outcome. */
final class JobHistory {

    private static final Comparator<JobState> OLDEST_FIRST = Comparator.comparing(
                    (JobState job) -> Objects.requireNonNullElse(job.startTime(), Instant.MAX))
            .thenComparing(job -> job.resource().name());

    private JobHistory() {}

    static List<JobState> surplus(CronJob cronJob, List<JobState> jobs) {
        List<JobState> ended = jobs.stream()
                .filter(job -> job.isFinished() && !job.resource().isDeleting())
                .sorted(OLDEST_FIRST)
                .toList();
        List<JobState> succeeded = ended.stream().filter(JobState::hasSucceeded).toList();
        List<JobState> failed =
                ended.stream().filter(job -> !job.hasSucceeded()).toList();
        return Stream.concat(
                        beyond(succeeded, cronJob.historyLimit("successful")),
                        beyond(failed, cronJob.historyLimit("failed")))
                .toList();
    }

    private static Stream<JobState> beyond(List<JobState> ended, int limit) {
        return ended.stream().limit(Math.max(0, ended.size() - limit));
    }
}
