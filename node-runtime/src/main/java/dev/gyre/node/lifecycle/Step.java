package dev.gyre.node.lifecycle;

import java.util.List;

/** What a signal led to: the next state, what is to be done, in order, and why in words. */
public record Step<S>(S state, List<PodCommand> commands, List<String> reasons) {

    /** Whether anything happens outside of the kubelet's head: only then is the step a decision worth recording. */
    public boolean isDecision() {
        return commands.stream().anyMatch(PodCommand::isAct);
    }
}
