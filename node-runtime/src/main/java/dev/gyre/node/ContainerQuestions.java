package dev.gyre.node;

import dev.gyre.node.lifecycle.HookKind;
import dev.gyre.node.lifecycle.PodCommand;
import dev.gyre.node.lifecycle.ProbeResult;
import dev.gyre.node.lifecycle.Signal;
import dev.gyre.node.pod.ConfigErrorException;
import dev.gyre.node.pod.ContainerRecipe;
import dev.gyre.node.pod.ProbeRecipe;
import dev.gyre.node.probe.ProbeAnswer;
import dev.gyre.node.probe.Prober;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Carries out what a lifecycle wants of a running container's own code, probes and hooks, and says what came of it. A hook
 * that only sleeps is a timer of the mailbox.
 */
final class ContainerQuestions {
    private final Prober prober;
    private final String hostIp;
    private final Mailbox mailbox;

    ContainerQuestions(Prober prober, String hostIp, Mailbox mailbox) {
        this.prober = prober;
        this.hostIp = hostIp;
        this.mailbox = mailbox;
    }

    void probe(Resource pod, PodCommand.Probe probe) {
        ask(pod, probe.container(), probe.kind().field(), "", probe.id(), probe.ip(), probe.timeout())
                .whenComplete((answer, failure) -> tell(
                        pod,
                        new Signal.Probed(
                                probe.container(),
                                probe.id(),
                                probe.kind(),
                                failure == null ? result(answer) : ProbeResult.UNKNOWN,
                                failure == null
                                        ? answer.message()
                                        : Failure.of(failure).message())));
    }

    private static ProbeResult result(ProbeAnswer answer) {
        return switch (answer.kind()) {
            case YES -> ProbeResult.SUCCESS;
            case YES_BUT -> ProbeResult.WARNING;
            case NO, SILENCE -> ProbeResult.FAILURE;
            case UNASKED -> ProbeResult.UNKNOWN;
        };
    }

    void runHook(Resource pod, PodCommand.RunHook hook) {
        Consumer<String> done =
                failure -> tell(pod, new Signal.HookDone(hook.container(), hook.id(), hook.kind(), failure));
        JsonNode sleep =
                handler(pod, hook.container(), hook.kind().field(), "lifecycle").path("sleep");
        if (sleep.isObject()) {
            Duration wished = Duration.ofSeconds(sleep.path("seconds").asLong(0));
            Duration wait = wished.compareTo(hook.limit()) < 0 ? wished : hook.limit();
            mailbox.tellAfter(
                    wait,
                    new KubeletMessage.Signalled(
                            pod.uid(), new Signal.HookDone(hook.container(), hook.id(), hook.kind(), "")));
            return;
        }
        ask(pod, hook.container(), hook.kind().field(), "lifecycle", hook.id(), hook.ip(), hook.limit())
                .whenComplete((answer, failure) -> done.accept(
                        failure == null
                                ? fault(pod, hook.kind(), hook.container(), answer)
                                : Failure.of(failure).message()));
    }

    /**
     * A hook over HTTP has done its work where it was answered, whatever the answer; a command must end well. What it said
     * may be secret, and what is said here goes to the log.
     */
    private static String fault(Resource pod, HookKind kind, String container, ProbeAnswer answer) {
        boolean isHttp = handler(pod, container, kind.field(), "lifecycle")
                .path("httpGet")
                .isObject();
        return switch (answer.kind()) {
            case YES, YES_BUT -> "";
            case NO -> isHttp ? "" : "it did not end well";
            case SILENCE -> "it did not answer in time, or at all";
            case UNASKED -> "it could not be run";
        };
    }

    private CompletionStage<ProbeAnswer> ask(
            Resource pod, String container, String field, String parent, String id, String ip, Duration timeout) {
        try {
            JsonNode handler = handler(pod, container, field, parent);
            String address = ip.isEmpty() ? hostIp : ip;
            return prober.ask(
                    ProbeRecipe.of(ContainerRecipe.definition(pod, container), handler, id, address), timeout);
        } catch (ConfigErrorException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static JsonNode handler(Resource pod, String container, String field, String parent) {
        JsonNode definition = ContainerRecipe.definition(pod, container);
        return parent.isEmpty()
                ? definition.path(field)
                : definition.path(parent).path(field);
    }

    private void tell(Resource pod, Signal signal) {
        mailbox.tell(new KubeletMessage.Signalled(pod.uid(), signal));
    }
}
