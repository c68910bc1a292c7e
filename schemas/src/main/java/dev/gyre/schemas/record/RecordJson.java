package dev.gyre.schemas.record;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Outcome;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The records of the log as JSON, written for readers that are older or younger than the writer: a field that is not known
 * is passed over, one that may be missing has a default, and what cannot be read is a {@link RecordFormatException} that
 * names the field. The schemas beside this class ({@code records/*.schema.json}) say the same to other languages.
 */
public final class RecordJson {

    private RecordJson() {}

    public static ObjectNode commandToJson(Command command) {
        return CommandJson.write(command);
    }

    public static Command commandFromJson(JsonNode json) {
        return CommandJson.read(json);
    }

    public static ObjectNode guardToJson(Guard guard) {
        return GuardJson.write(guard);
    }

    public static Guard guardFromJson(JsonNode json) {
        return GuardJson.read(json);
    }

    public static ArrayNode guardsToJson(List<Guard> guards) {
        return GuardJson.writeAll(guards);
    }

    /** At most {@value GuardJson#MAX_GUARDS}. */
    public static List<Guard> guardsFromJson(JsonNode json) {
        return GuardJson.readAll(json);
    }

    public static ObjectNode decisionToJson(DecisionRecord decision) {
        return DecisionJson.write(decision);
    }

    public static DecisionRecord decisionFromJson(JsonNode json) {
        return DecisionJson.read(json);
    }

    public static ObjectNode outcomeToJson(Outcome outcome) {
        return OutcomeJson.write(outcome);
    }

    public static Outcome outcomeFromJson(JsonNode json) {
        return OutcomeJson.read(json);
    }

    public static ObjectNode logFileToJson(LogFileHeader header) {
        return LogFileJson.write(header);
    }

    /** Of a file of this format and of a version that is known, else a {@link RecordFormatException}. */
    public static LogFileHeader logFileFromJson(JsonNode json) {
        return LogFileJson.read(json);
    }

    public static ObjectNode logFileRecordToJson(LogFileRecord record) {
        return LogFileJson.write(record);
    }

    public static LogFileRecord logFileRecordFromJson(JsonNode json) {
        return LogFileJson.readRecord(json);
    }

    public static ObjectNode checkpointToJson(Checkpoint checkpoint) {
        return CheckpointJson.write(checkpoint);
    }

    /** Of a version that is known, else a {@link RecordFormatException}. */
    public static Checkpoint checkpointFromJson(JsonNode json) {
        return CheckpointJson.read(json);
    }

    public static ObjectNode intentResultToJson(IntentResult result) {
        return IntentResultJson.write(result);
    }

    public static IntentResult intentResultFromJson(JsonNode json) {
        return IntentResultJson.read(json);
    }

    public static ObjectNode autoscalingSignalToJson(AutoscalingSignal signal) {
        return AutoscalingSignalJson.write(signal);
    }

    public static AutoscalingSignal autoscalingSignalFromJson(JsonNode json) {
        return AutoscalingSignalJson.read(json);
    }
}
