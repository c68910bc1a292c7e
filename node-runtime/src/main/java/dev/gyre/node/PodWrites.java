package dev.gyre.node;

import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.record.PodReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes to the API, for each pod one at a time: the latest status wins over those that wait, and the pod is let go of only
 * when its last status is there. Statuses are strategic merge patches that name the uid and the revision that they were
 * said about: a patch that was given up as lost, and arrives after a later one, is refused. Where somebody else has changed
 * the pod meanwhile, the pod is read again and the latest status is said about what it is now.
 */
final class PodWrites {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;

    private final String nodeName;
    private final ApiClient api;
    private final Mailbox mailbox;

    PodWrites(String nodeName, ApiClient api, Mailbox mailbox) {
        this.nodeName = nodeName;
        this.api = api;
        this.mailbox = mailbox;
    }

    void causedBy(PodWorker worker, String cause) {
        worker.writeCause = cause;
    }

    void report(PodWorker worker, ObjectNode status) {
        worker.pendingStatus = status;
        next(worker);
    }

    void finishDeletion(PodWorker worker) {
        worker.isDeletionDue = true;
        next(worker);
    }

    void next(PodWorker worker) {
        if (worker.isWriting) {
            return;
        }
        String uid = worker.uid();
        ObjectNode status = worker.pendingStatus;
        if (status != null && worker.pod.revision() < worker.changedAt) {
            return;
        }
        if (status != null) {
            worker.isWriting = true;
            worker.writing = status;
            worker.pendingStatus = null;
            api.execute(statusPatch(worker, status), worker.writeCause, worker.traceparent)
                    .thenAccept(outcome -> mailbox.tell(new KubeletMessage.StatusWritten(uid, outcome)));
        } else if (worker.isDeletionDue) {
            worker.isWriting = true;
            api.execute(deletion(worker), worker.writeCause, worker.traceparent)
                    .thenAccept(outcome -> mailbox.tell(new KubeletMessage.DeletionAnswered(uid, outcome)));
        }
    }

    /** The pod as the write left it, where it was made; what comes next is to be said about that. */
    Optional<Resource> statusWritten(PodWorker worker, Outcome outcome) {
        worker.isWriting = false;
        switch (outcome) {
            case Outcome.Committed committed -> {
                worker.written = worker.writing;
                worker.writtenAt = committed.revision();
                return Optional.of(Resource.of(worker.pod.key(), committed.revision(), committed.object()));
            }
            case Outcome.Refused refused
            when refused.status().code() == CONFLICT -> onNewer(worker, refused.revision());
            case Outcome.Refused refused when isFinal(refused.status()) -> next(worker);
            case Outcome.Refused refused -> again(worker);
            case Outcome.Unknown unknown -> again(worker);
        }
        return Optional.empty();
    }

    /** Somebody else has changed the pod, or it is another: it is read at that revision before anything more is said. */
    private void onNewer(PodWorker worker, long revision) {
        keepUnsaid(worker);
        if (revision > worker.pod.revision()) {
            worker.changedAt = revision;
            PodReference changed = new PodReference(
                    nodeName, worker.pod.key(), worker.uid(), revision, worker.cause, worker.traceparent, false);
            mailbox.tell(new KubeletMessage.PodReferenced(changed));
        } else {
            mailbox.tellAfter(RETRY, new KubeletMessage.WriteAgain(worker.uid()));
        }
    }

    /** The API has no such pod any more, so nothing can be said about it. */
    void vanished(PodWorker worker) {
        worker.pendingStatus = null;
    }

    /**
     * A later look at the pod: what waits is said about it as it is now; and where somebody wrote after us what is ours to
     * say, and nothing newer is on its way, that is repeated. What our own write left is not asked about: saying it again
     * would change nothing, again and again.
     */
    void seen(PodWorker worker) {
        next(worker);
        ObjectNode said = worker.written;
        boolean isQuiet = !worker.isWriting && worker.pendingStatus == null;
        if (said != null
                && isQuiet
                && worker.pod.revision() > worker.writtenAt
                && !SaidStatus.isShown(said, worker.pod.json().path("status"))) {
            report(worker, said);
        }
    }

    private static void keepUnsaid(PodWorker worker) {
        if (worker.pendingStatus == null) {
            worker.pendingStatus = worker.writing;
        }
    }

    private void again(PodWorker worker) {
        keepUnsaid(worker);
        mailbox.tellAfter(RETRY, new KubeletMessage.WriteAgain(worker.uid()));
    }

    void deletionAnswered(PodWorker worker, Outcome outcome) {
        worker.isWriting = false;
        boolean isOver = switch (outcome) {
            case Outcome.Committed c -> true;
            case Outcome.Refused refused ->
                refused.status().code() == NOT_FOUND || refused.status().code() == CONFLICT;
            case Outcome.Unknown u -> false;
        };
        if (isOver) {
            worker.isDeletionDue = false;
        } else {
            mailbox.tellAfter(RETRY, new KubeletMessage.WriteAgain(worker.uid()));
        }
    }

    /** Whether trying again could not help: the pod is gone or another, or the patch itself is refused. */
    private static boolean isFinal(Status status) {
        return status.code() >= 400 && status.code() < 500 && status.code() != TOO_MANY_REQUESTS;
    }

    private static Command statusPatch(PodWorker worker, ObjectNode status) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata")
                .put("uid", worker.uid())
                .put("resourceVersion", Long.toString(worker.pod.revision()));
        patch.set("status", status);
        return new Command.Patch(worker.pod.key(), "status", Command.PatchType.STRATEGIC, patch, List.of());
    }

    static Command deletion(PodWorker worker) {
        return new Command.Delete(worker.pod.key(), worker.uid(), null, null, 0L, List.of());
    }
}
