package dev.gyre.events.record;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.Topics;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.AutoscalingSignal;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.Heartbeat;
import dev.gyre.schemas.record.IntentResult;
import dev.gyre.schemas.record.RecordJson;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Records that are derived from nothing: decisions, heartbeats, signals. They carry no stamp, because no relay writes them. */
public final class BornOnTheLog {

    private final String source;

    public BornOnTheLog(String clusterId) {
        this.source = "/gyre/" + clusterId;
    }

    public Entry decision(Partition partition, DecisionRecord decision) {
        Headers headers = Headers.of(decision.id(), RecordTypes.DECISION, source, decision.now())
                .with(Headers.SUBJECT, decision.subject())
                .with(Headers.REVISION, Long.toString(decision.inputRevision()))
                .with(Headers.ACTOR, decision.reconciler());
        return new Entry(partition, decision.subject(), headers.map(), Json.write(RecordJson.decisionToJson(decision)));
    }

    public Entry heartbeat(Heartbeat heartbeat) {
        ObjectNode value = Json.object()
                .put("nodeName", heartbeat.nodeName())
                .put("time", heartbeat.time().toString());
        String id = heartbeat.nodeName() + "-" + heartbeat.time();
        Headers headers = Headers.of(id, RecordTypes.HEARTBEAT, source, heartbeat.time())
                .with(Headers.SUBJECT, "nodes/" + heartbeat.nodeName());
        return new Entry(Topics.HEARTBEATS_PARTITION, heartbeat.nodeName(), headers.map(), Json.write(value));
    }

    /** Of all these records the newest counts; its key is always the same, so that one at least is kept. */
    public Entry autoscalingSignal(AutoscalingSignal signal, String decision) {
        Headers headers = Headers.of(decision, RecordTypes.AUTOSCALING_SIGNAL, source, signal.time())
                .with(Headers.REVISION, Long.toString(signal.revision()))
                .with(Headers.CAUSE, decision);
        return new Entry(
                Topics.AUTOSCALING_PARTITION,
                "cluster",
                headers.map(),
                Json.write(RecordJson.autoscalingSignalToJson(signal)));
    }

    /** Reads a signal back; throws {@link UnreadableRecordException} where it is none. */
    public static AutoscalingSignal readAutoscalingSignal(Entry entry) {
        try {
            return RecordJson.autoscalingSignalFromJson(value(entry, RecordTypes.AUTOSCALING_SIGNAL));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException("an autoscaling signal in " + entry.partition(), e);
        }
    }

    /** Its id says which record it is about: of several of one id the one of the highest epoch counts. */
    public Entry intentResult(IntentResult result, Instant now) {
        String id = "intent:" + result.account() + ":" + result.partition() + ":" + result.offset();
        Headers headers = Headers.of(id, RecordTypes.INTENT_RESULT, source, now)
                .with(Headers.SUBJECT, result.key())
                .with(Headers.REVISION, result.revision() == 0 ? "" : Long.toString(result.revision()))
                .with(Headers.ACTOR, result.account());
        return new Entry(
                Topics.INTENT_RESULTS_PARTITION,
                result.id(),
                headers.map(),
                Json.write(RecordJson.intentResultToJson(result)));
    }

    /** Reads a result back; throws {@link UnreadableRecordException} where it is none. */
    public static IntentResult readIntentResult(Entry entry) {
        try {
            return RecordJson.intentResultFromJson(value(entry, RecordTypes.INTENT_RESULT));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UnreadableRecordException("a result of an intent in " + entry.partition(), e);
        }
    }

    /** Reads a decision back; throws {@link UnreadableRecordException} where it is none. */
    public static DecisionRecord readDecision(Entry entry) {
        try {
            return RecordJson.decisionFromJson(value(entry, RecordTypes.DECISION));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException("a decision in " + entry.partition(), e);
        }
    }

    /** Reads a heartbeat back; throws {@link UnreadableRecordException} where it is none. */
    public static Heartbeat readHeartbeat(Entry entry) {
        try {
            ObjectNode value = value(entry, RecordTypes.HEARTBEAT);
            return new Heartbeat(
                    value.path("nodeName").asString(),
                    Instant.parse(value.path("time").asString()));
        } catch (JacksonException | DateTimeException e) {
            throw new UnreadableRecordException("a heartbeat in " + entry.partition(), e);
        }
    }

    private static ObjectNode value(Entry entry, String type) {
        byte[] value = entry.value();
        if (value == null || !type.equals(entry.headers().get(Headers.TYPE))) {
            throw new UnreadableRecordException("a record in " + entry.partition() + " that is no " + type);
        }
        return Json.readObject(value);
    }
}
