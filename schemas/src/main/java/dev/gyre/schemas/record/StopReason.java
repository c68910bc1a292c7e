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

    /** The one that a reason begins with; empty where the reason is of something else. */
    public static Optional<StopReason> of(String reason) {
        Matcher words = WORDS.matcher(reason);
        return words.matches()
                ? Optional.of(new StopReason(words.group(1), Long.parseLong(words.group(2))))
                : Optional.empty();
    }

    public String inWords() {
        return "stop container " + container + " within " + graceSeconds + " s";
    }
}
