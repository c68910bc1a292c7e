package dev.gyre.schemas.record;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That a kubelet stops a container, as it stands in the reasons of its decision, before what it does so for: whoever asks why a
 * container ended finds the decision by it.
 */
public record StopReason(String container, long graceSeconds) {

    private static final Pattern WORDS = Pattern.compile("stop container (\\S+) within (\\d+) s(:.*)?", Pattern.DOTALL);

    /** A hook that runs before the end is where that begins, and often the process ends with it. */
    private static final Pattern HOOK = Pattern.compile("run preStop hook of (\\S+?)(:.*)?", Pattern.DOTALL);

    /** The one that a reason begins with; empty where the reason is of something else. */
    public static Optional<StopReason> of(String reason) {
        Matcher words = WORDS.matcher(reason);
        return words.matches()
                ? Optional.of(new StopReason(words.group(1), Long.parseLong(words.group(2))))
                : Optional.empty();
    }

    /** The container whose end begins or goes on with what a reason is of; empty where it is of something else. */
    public static Optional<String> containerOf(String reason) {
        Matcher hook = HOOK.matcher(reason);
        return hook.matches() ? Optional.of(hook.group(1)) : of(reason).map(StopReason::container);
    }

    /** What runs its {@code preStop} hook, in words. */
    public static String hook(String container) {
        return "run preStop hook of " + container;
    }

    public String inWords() {
        return "stop container " + container + " within " + graceSeconds + " s";
    }
}
