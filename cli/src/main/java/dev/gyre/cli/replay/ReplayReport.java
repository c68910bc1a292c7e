package dev.gyre.cli.replay;

import dev.gyre.actors.replay.Answer;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.DecisionRecord;
import dev.gyre.schemas.record.RecordJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What today's rules said.
 *
 * @param fromRevision after which changes were looked at
 * @param release of today's rules
 */
public record ReplayReport(long fromRevision, long toRevision, String release, List<Answer> answers) {

    /** Whether every decision that could be asked for again is the one that was made. */
    public boolean isSame() {
        return answers.stream()
                .noneMatch(answer -> answer instanceof Answer.Different || answer instanceof Answer.Failed);
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        answers.forEach(answer -> {
            switch (answer) {
                case Answer.Different different -> {
                    head(text, different.recorded());
                    differences(different).forEach(line -> line(text, "    " + line));
                }
                case Answer.Failed failed -> {
                    head(text, failed.recorded());
                    line(text, "    fails now: " + failed.error());
                }
                case Answer.Same ignored -> {}
                case Answer.NotAsked ignored -> {}
            }
        });
        line(
                text,
                "revisions %d to %d: %d decisions are the same, %d are different"
                        .formatted(fromRevision, toRevision, count(Answer.Same.class), differing()));
        notAsked().forEach((why, decisions) -> line(text, "not asked: " + decisions + " of " + why));
        return text.toString();
    }

    private static void head(StringBuilder text, DecisionRecord recorded) {
        line(
                text,
                recorded.reconciler() + ", looking at " + recorded.subject() + " at revision "
                        + recorded.inputRevision() + " (" + recorded.now() + ", release " + recorded.build() + ")");
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }

    private static List<String> differences(Answer.Different different) {
        DecisionRecord recorded = different.recorded();
        return Differences.between(
                recorded.reasons(),
                recorded.commands(),
                different.decision().reasons(),
                different.decision().commands());
    }

    private long count(Class<? extends Answer> kind) {
        return answers.stream().filter(kind::isInstance).count();
    }

    private long differing() {
        return count(Answer.Different.class) + count(Answer.Failed.class);
    }

    private Map<String, Long> notAsked() {
        return answers.stream()
                .filter(Answer.NotAsked.class::isInstance)
                .map(Answer.NotAsked.class::cast)
                .collect(Collectors.groupingBy(
                        answer -> answer.recorded().reconciler() + " (" + answer.why() + ")",
                        TreeMap::new,
                        Collectors.counting()));
    }

    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("release", release)
                .put("fromRevision", fromRevision)
                .put("toRevision", toRevision)
                .put("same", count(Answer.Same.class));
        ArrayNode different = json.putArray("different");
        answers.forEach(answer -> {
            switch (answer) {
                case Answer.Different differing -> different.add(json(differing));
                case Answer.Failed failed ->
                    different.add(about(failed.recorded()).put("error", failed.error()));
                case Answer.Same ignored -> {}
                case Answer.NotAsked ignored -> {}
            }
        });
        ObjectNode notAsked = json.putObject("notAsked");
        notAsked().forEach(notAsked::put);
        return json;
    }

    private static ObjectNode json(Answer.Different different) {
        ObjectNode json = about(different.recorded());
        json.set(
                "then",
                said(different.recorded().reasons(), different.recorded().commands()));
        json.set(
                "now", said(different.decision().reasons(), different.decision().commands()));
        ArrayNode lines = json.putArray("differences");
        differences(different).forEach(lines::add);
        return json;
    }

    private static ObjectNode about(DecisionRecord recorded) {
        return Json.object()
                .put("decision", recorded.id())
                .put("reconciler", recorded.reconciler())
                .put("subject", recorded.subject())
                .put("inputRevision", recorded.inputRevision())
                .put("time", recorded.now().toString())
                .put("release", recorded.build());
    }

    private static ObjectNode said(List<String> reasons, List<Command> commands) {
        ObjectNode said = Json.object();
        ArrayNode why = said.putArray("reasons");
        reasons.forEach(why::add);
        ArrayNode what = said.putArray("commands");
        commands.forEach(command -> what.add(RecordJson.commandToJson(command)));
        return said;
    }
}
