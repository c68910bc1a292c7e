package dev.gyre.cli.why;

import dev.gyre.events.history.History;
import dev.gyre.events.history.Version;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.DecisionRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A past that a test writes down, a second between one revision and the next. */
final class RecordedHistory implements History {

    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

    private final List<Version> versions = new ArrayList<>();
    private final List<DecisionRecord> decisions = new ArrayList<>();

    RecordedHistory change(long revision, Version.Type type, String key, String json, String actor, String cause) {
        ResourceKey parsed = ResourceKey.parse(key);
        Resource object = Resource.of(
                parsed, revision, Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        versions.add(new Version(type, revision, object, new Provenance(actor, cause, "", at(revision))));
        return this;
    }

    RecordedHistory decision(String reconciler, String subject, long inputRevision, String... reasons) {
        return decision(reconciler, subject, inputRevision, Map.of(), null, reasons);
    }

    /** With what it read that is no object. */
    RecordedHistory told(
            String reconciler, String subject, long inputRevision, Map<String, String> inputs, String... reasons) {
        return decision(reconciler, subject, inputRevision, inputs, null, reasons);
    }

    /** With what it weighed. */
    RecordedHistory decided(String reconciler, String subject, long inputRevision, String details, String... reasons) {
        return decision(
                reconciler,
                subject,
                inputRevision,
                Map.of(),
                Json.readObject(details.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                reasons);
    }

    private RecordedHistory decision(
            String reconciler,
            String subject,
            long inputRevision,
            Map<String, String> inputs,
            @Nullable ObjectNode details,
            String... reasons) {
        decisions.add(new DecisionRecord(
                reconciler + "/" + subject + "/" + inputRevision + "/1",
                reconciler,
                "test",
                subject,
                inputRevision,
                at(inputRevision),
                inputs,
                List.of(reasons),
                List.of(),
                details));
        return this;
    }

    /** The scheduler's, with what it weighed. */
    RecordedHistory placement(long inputRevision, String reason, String details) {
        return decided("scheduler", "schedulers/default-scheduler", inputRevision, details, reason);
    }

    private static Instant at(long revision) {
        return START.plusSeconds(revision);
    }

    @Override
    public List<Version> versionsOf(ResourceKey key) {
        return versions.stream().filter(version -> version.key().equals(key)).toList();
    }

    @Override
    public List<Version> between(ResourceKey near, long afterRevision, long upToRevision) {
        return versions.stream()
                .filter(version -> version.key().namespace().equals(near.namespace())
                        && version.revision() > afterRevision
                        && version.revision() <= upToRevision)
                .toList();
    }

    @Override
    public List<DecisionRecord> decisionsAbout(String subject) {
        return decisions.stream()
                .filter(decision -> decision.subject().equals(subject))
                .toList();
    }
}
