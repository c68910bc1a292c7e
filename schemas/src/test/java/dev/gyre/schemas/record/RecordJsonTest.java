package dev.gyre.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.node.ArrayNode;

class RecordJsonTest {

    private static final ResourceKey POD = ResourceKey.namespaced("", "pods", "default", "web-1");
    private static final ResourceKey WEB = ResourceKey.namespaced("apps", "deployments", "default", "web");
    private static final ResourceKey NODE = ResourceKey.clusterScoped("", "nodes", "node-1");

    static final List<Guard> GUARDS = List.of(
            new Guard.Epoch("changes-7", 3),
            new Guard.Exists(WEB, "uid-1"),
            new Guard.Absent(NODE, "uid-2"),
            new Guard.Unchanged(POD, 1L << 40),
            new Guard.Generation(WEB, "uid-1", 7));

    static final List<Command> COMMANDS = List.of(
            new Command.Create(POD, Json.object().put("kind", "Pod"), GUARDS),
            new Command.Update(POD, "status", 12, Json.object().put("kind", "Pod"), List.of()),
            new Command.Update(WEB, null, 12, Json.object(), List.of()),
            new Command.Patch(
                    WEB,
                    null,
                    Command.PatchType.JSON,
                    Json.MAPPER.createArrayNode().add(Json.object().put("op", "remove")),
                    GUARDS),
            new Command.Patch(NODE, "status", Command.PatchType.STRATEGIC, Json.object(), List.of()),
            new Command.Delete(POD, "uid-1", 5L, Command.Propagation.FOREGROUND, 0L, GUARDS),
            new Command.Delete(POD, null, null, null, null, List.of()),
            new Command.Bind(POD, "uid-1", "node-1", GUARDS));

    static final List<Outcome> OUTCOMES = List.of(
            new Outcome.Committed(7, Json.object().put("kind", "Pod")),
            new Outcome.Refused(
                    new Status(409, "Conflict", "changed", Status.Details.of("apps", "deployments", "web")), 9),
            new Outcome.Refused(new Status(0, "", "no answer", null), 0),
            new Outcome.Unknown("timed out"));

    static List<Command> commands() {
        return COMMANDS;
    }

    static List<Guard> guards() {
        return GUARDS;
    }

    static List<Outcome> outcomes() {
        return OUTCOMES;
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void aCommandIsReadAsItWasWritten(Command command) {
        byte[] bytes = Json.write(RecordJson.commandToJson(command));
        assertThat(RecordJson.commandFromJson(Json.readObject(bytes))).isEqualTo(command);
    }

    @ParameterizedTest
    @FieldSource("OUTCOMES")
    void anOutcomeIsReadAsItWasWritten(Outcome outcome) {
        byte[] bytes = Json.write(RecordJson.outcomeToJson(outcome));
        assertThat(RecordJson.outcomeFromJson(Json.readObject(bytes))).isEqualTo(outcome);
    }

    @Test
    void guardsAreReadAsTheyWereWritten() {
        String header = Json.MAPPER.writeValueAsString(RecordJson.guardsToJson(GUARDS));
        assertThat(RecordJson.guardsFromJson(Json.MAPPER.readTree(header))).isEqualTo(GUARDS);
    }

    @Test
    void aDecisionIsReadAsItWasWritten() {
        DecisionRecord decision = new DecisionRecord(
                "deployment/" + WEB + "/12/0",
                "deployment",
                "0.1.0",
                WEB.toString(),
                12,
                Instant.parse("2026-11-23T10:32:00.123456789Z"),
                Map.of("heartbeatAgeSeconds", "41"),
                List.of("two pods are missing"),
                COMMANDS);
        byte[] bytes = Json.write(RecordJson.decisionToJson(decision));
        assertThat(RecordJson.decisionFromJson(Json.readObject(bytes))).isEqualTo(decision);
    }

    @Test
    void fieldsOfLaterVersionsArePassedOver() {
        var json = RecordJson.guardToJson(GUARDS.getFirst()).put("sinceVersion", 9);
        assertThat(RecordJson.guardFromJson(json)).isEqualTo(GUARDS.getFirst());
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> RecordJson.guardFromJson(Json.object().put("type", "lock")))
                .isInstanceOf(RecordFormatException.class)
                .hasMessage("guard.type: expected epoch, exists, absent, unchanged or generation, found \"lock\"");
        assertThatThrownBy(() -> RecordJson.commandFromJson(Json.object()
                        .put("type", "bind")
                        .put("key", POD.toString())
                        .put("uid", 7)))
                .hasMessage("command.uid: expected a string, found 7");
        assertThatThrownBy(() -> RecordJson.commandFromJson(Json.object().put("type", "bind")))
                .hasMessage("command.key: expected a resource key, found nothing");
    }

    @Test
    void guardsAreBounded() {
        ArrayNode many = Json.MAPPER.createArrayNode();
        for (int i = 0; i <= GuardJson.MAX_GUARDS; i++) {
            many.add(GuardJson.write(GUARDS.getFirst()));
        }
        assertThatThrownBy(() -> RecordJson.guardsFromJson(many)).hasMessage("guards: expected at most 64, found 65");
    }
}
