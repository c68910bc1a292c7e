package dev.gyre.events.record;

import dev.gyre.schemas.record.ResourceEvent;
import java.util.Locale;

/** The words of {@code ce_type}. */
final class RecordTypes {

    static final String PREFIX = "dev.gyre.";
    static final String TERM = "dev.gyre.log.term";
    static final String GAP = "dev.gyre.log.gap";
    static final String PROGRESS = "dev.gyre.log.progress";
    static final String REFERENCE = "dev.gyre.kubelet.reference";
    static final String DECISION = "dev.gyre.decision";
    static final String HEARTBEAT = "dev.gyre.heartbeat";
    static final String AUTOSCALING_SIGNAL = "dev.gyre.autoscaling.signal";
    static final String INTENT_RESULT = "dev.gyre.intent.result";
    static final String CHECKPOINT = "dev.gyre.checkpoint";
    static final String STATE_SUFFIX = ".state";

    private RecordTypes() {}

    static String change(String plural, ResourceEvent.Type type) {
        return PREFIX + plural + "." + type.name().toLowerCase(Locale.ROOT);
    }

    static String state(String plural) {
        return PREFIX + plural + STATE_SUFFIX;
    }

    /** What happened, from the last word of a change's type. */
    static ResourceEvent.Type eventType(String type) {
        return switch (type.substring(type.lastIndexOf('.') + 1)) {
            case "added" -> ResourceEvent.Type.ADDED;
            case "modified" -> ResourceEvent.Type.MODIFIED;
            case "deleted" -> ResourceEvent.Type.DELETED;
            default -> throw new UnreadableRecordException("unknown type \"" + type + "\"");
        };
    }
}
