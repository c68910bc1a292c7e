package dev.gyre.gateway.resources;

import dev.gyre.gateway.admission.Candidate;
import dev.gyre.gateway.apply.ManagedFields;
import dev.gyre.gateway.resources.ReadModifyWrite.Step;
import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.ObjectMeta;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.Serial;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an update makes of an object, whether a client sent it whole or as a patch: who may change what, what is valid,
 * whether the generation grows, and whether the object goes, because what held it while it was being deleted is gone.
 */
final class Replacement {

    private static final List<String> DROPPED = List.of("resourceVersion", "selfLink");
    private static final String RECORD = "managedFields";
    private static final List<String> DROPPED_IF_EMPTY =
            List.of("labels", "annotations", "finalizers", "ownerReferences");

    private Replacement() {}

    /** An update of the object itself. {@code proposed} is in the storage version, and changed in place. */
    static CompletionStage<Step> of(
            ResourceCall call,
            StoredObject current,
            ObjectNode proposed,
            Recording recording,
            Snapshot others,
            Admitting admitting,
            Hooks hooks) {
        KindRules rules = call.rules();
        ObjectNode old = current.json();
        metadata(call, current, proposed);
        if (call.kind().subresources().contains("status")) {
            keep(proposed, old, "status");
        }
        recording.record(old, proposed);
        Candidate candidate = admitting.candidate(call, current.key(), proposed, old, others);
        admitting.fillIn(candidate);
        DraftObject draft = new DraftObject(call, proposed, current.modRevision(), () -> admitting.fillIn(candidate));
        return hooks.mutate(current.key(), draft, Versioned.of(current))
                .thenCompose(changed -> {
                    if (call.kind().subresources().contains("status")) {
                        keep(proposed, old, "status");
                    }
                    rules.prepareForUpdate(proposed, old);
                    JsonNode metadata = proposed.path("metadata");
                    FieldErrors errors = new FieldErrors();
                    ObjectMeta.validate(metadata, rules.nameFormat(), errors);
                    ObjectMeta.validateUpdate(metadata, old.path("metadata"), errors);
                    rules.validate(proposed, errors);
                    rules.validateUpdate(proposed, old, errors);
                    refuseIfAny(call, metadata, errors);
                    return admitted(hooks, current, proposed);
                })
                .thenApply(admitted -> {
                    List<Serial> serials = admitting.admit(candidate);
                    Step step = finish(call, current, proposed);
                    return step instanceof Step.Put put ? new Step.Put(put.json(), serials) : step;
                });
    }

    /** Shown as the update that it is: of the object at its present revision. */
    private static CompletionStage<Void> admitted(Hooks hooks, StoredObject current, ObjectNode next) {
        return hooks.validate(current.key(), new Versioned(next, current.modRevision()), Versioned.of(current));
    }

    /** An update of the {@code status} subresource: all else, but for a little metadata, stays as it is. */
    static CompletionStage<Step> ofStatus(
            ResourceCall call, StoredObject current, ObjectNode proposed, Recording recording, Hooks hooks) {
        ObjectNode old = current.json();
        metadata(call, current, proposed);
        ObjectNode draft = statusOf(call, proposed, old);
        recording.record(old, draft);
        return hooks.mutate(
                        current.key(),
                        new DraftObject(call, draft, current.modRevision(), () -> {}),
                        Versioned.of(current))
                .thenCompose(changed -> {
                    ObjectNode next = statusOf(call, draft, old);
                    ObjectNode metadata = (ObjectNode) next.get("metadata");
                    keep(metadata, (ObjectNode) draft.get("metadata"), RECORD);
                    call.rules().status().prepareForUpdate(next, old);
                    FieldErrors errors = new FieldErrors();
                    ObjectMeta.validate(metadata, call.rules().nameFormat(), errors);
                    call.rules().status().validateUpdate(next, old, errors);
                    refuseIfAny(call, metadata, errors);
                    return admitted(hooks, current, next).thenApply(admitted -> finish(call, current, next));
                });
    }

    /** What is stored, with what a status update may change taken from elsewhere. */
    private static ObjectNode statusOf(ResourceCall call, ObjectNode proposed, ObjectNode old) {
        ObjectNode next = old.deepCopy();
        ObjectNode metadata = (ObjectNode) next.get("metadata");
        ObjectNode wanted = (ObjectNode) proposed.get("metadata");
        keep(next, proposed, "status");
        keep(metadata, wanted, "annotations");
        if (call.rules().status().takesLabels()) {
            keep(metadata, wanted, "labels");
        }
        return next;
    }

    /**
     * An update of a subresource that is a part of the object: all else stays as it is, metadata included. Who writes a part of
     * the status may annotate, as with the whole of it.
     */
    static CompletionStage<Step> ofPart(
            ResourceCall call,
            String part,
            StoredObject current,
            ObjectNode proposed,
            Recording recording,
            Snapshot others,
            Admitting admitting,
            Hooks hooks) {
        ObjectNode old = current.json();
        metadata(call, current, proposed);
        ObjectNode draft = partOf(call, part, proposed, old);
        recording.record(old, draft);
        ObjectNode sent = draft.deepCopy();
        return hooks.mutate(
                        current.key(),
                        new DraftObject(call, draft, current.modRevision(), () -> {}),
                        Versioned.of(current))
                .thenCompose(asked -> {
                    ObjectNode next = draft;
                    if (!SameJson.same(draft, sent)) {
                        next = partOf(call, part, draft, old);
                        keep((ObjectNode) next.get("metadata"), (ObjectNode) sent.get("metadata"), RECORD);
                    }
                    FieldErrors errors = new FieldErrors();
                    call.rules().validate(next, errors);
                    call.rules().validatePart(part, next, old, errors);
                    refuseIfAny(call, next.path("metadata"), errors);
                    ObjectNode settled = next;
                    return admitted(hooks, current, settled).thenApply(admitted -> {
                        List<Serial> serials =
                                admitting.admit(admitting.candidate(call, current.key(), settled, old, others));
                        Step step = finish(call, current, settled);
                        return step instanceof Step.Put put ? new Step.Put(put.json(), serials) : step;
                    });
                });
    }

    private static ObjectNode partOf(ResourceCall call, String part, ObjectNode proposed, ObjectNode old) {
        ObjectNode next = proposed.deepCopy();
        keep(next, old, "metadata");
        if (call.rules().isPartOfStatus(part)) {
            ObjectNode metadata = ((ObjectNode) old.get("metadata")).deepCopy();
            keep(metadata, (ObjectNode) proposed.get("metadata"), "annotations");
            next.set("metadata", metadata);
        } else {
            keep(next, old, "status");
        }
        call.rules().preparePart(part, next, old);
        return next.deepCopy();
    }

    /** What every update ends with. */
    static Step finish(ResourceCall call, StoredObject current, ObjectNode next) {
        ObjectNode old = current.json();
        ObjectNode metadata = (ObjectNode) next.get("metadata");
        boolean hasStatus =
                !call.kind().isCustom() || call.kind().subresources().contains("status");
        boolean isSame =
                hasStatus ? SameJson.sameBut(next, old, "metadata", "status") : SameJson.sameBut(next, old, "metadata");
        if (call.rules().countsGenerations() && !isSame) {
            metadata.put("generation", metadata.path("generation").asLong(0) + 1);
        }
        if (isGone(call.rules(), next)) {
            return new Step.Remove(next);
        }
        return isSame(next, old) ? Step.KEEP : new Step.Put(next);
    }

    /** Whether nothing has changed, or nothing but when somebody last said so. */
    private static boolean isSame(ObjectNode next, ObjectNode old) {
        ObjectNode metadata = (ObjectNode) next.get("metadata");
        JsonNode now = metadata.path(RECORD);
        JsonNode before = old.path("metadata").path(RECORD);
        if (SameJson.same(now, before)) {
            return SameJson.same(next, old);
        }
        if (!ManagedFields.sameButTimes(now, before)) {
            return false;
        }
        metadata.set(RECORD, before);
        boolean isSame = SameJson.same(next, old);
        metadata.set(RECORD, now);
        return isSame;
    }

    /** Whether an object that is being deleted has nothing left to wait for. */
    private static boolean isGone(KindRules rules, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        return metadata.hasNonNull("deletionTimestamp")
                && metadata.path("deletionGracePeriodSeconds").asLong(0) == 0
                && metadata.path("finalizers").isEmpty()
                && !rules.isHeld(object);
    }

    /** Checks the sent metadata's preconditions and takes from the stored what the API keeps itself. */
    private static ObjectNode metadata(ResourceCall call, StoredObject current, ObjectNode proposed) {
        ObjectNode metadata = (ObjectNode) proposed.get("metadata");
        requireName(call, metadata);
        Decoding.requireNamespace(call, metadata);
        requirePreconditions(call, current, metadata);
        metadata.remove(DROPPED);
        ObjectMeta.inherit(metadata, current.json().path("metadata"));
        dropEmpty(metadata);
        return metadata;
    }

    /** Who sends an object under another's name is mistaken; who patches the name wants what cannot be. */
    private static void requireName(ResourceCall call, ObjectNode metadata) {
        String sent = metadata.path("name").asString("");
        if (call.info().verb().equals("patch")
                && !sent.isEmpty()
                && !sent.equals(call.key().name())) {
            FieldErrors errors = new FieldErrors();
            errors.invalid(FieldPath.of("metadata", "name"), sent, "field is immutable");
            throw Refusal.invalid(call.kind(), call.key().name(), errors);
        }
        Decoding.requireName(call, metadata);
    }

    private static void requirePreconditions(ResourceCall call, StoredObject current, JsonNode metadata) {
        ResourceKey key = current.key();
        String uid = metadata.path("uid").asString("");
        if (!uid.isEmpty() && !uid.equals(current.uid())) {
            throw Refusal.precondition(key, "UID", uid, current.uid(), current.modRevision());
        }
        String revision = metadata.path("resourceVersion").asString("");
        if (revision.isEmpty() || revision.equals("0")) {
            boolean isReplaced = call.info().verb().equals("update");
            if (isReplaced && !call.rules().allowsUnconditionalUpdate()) {
                FieldErrors errors = new FieldErrors();
                errors.invalid(FieldPath.of("metadata", "resourceVersion"), "", "must be specified for an update");
                throw Refusal.invalid(call.kind(), key.name(), errors);
            }
        } else if (!isNumber(revision)) {
            FieldErrors errors = new FieldErrors();
            errors.invalid(FieldPath.of("metadata", "resourceVersion"), revision, "must be a number");
            throw Refusal.invalid(call.kind(), key.name(), errors);
        } else if (!revision.equals(Long.toString(current.modRevision()))) {
            throw Refusal.modified(key, current.modRevision());
        }
    }

    static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 19 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static void dropEmpty(ObjectNode metadata) {
        for (String field : DROPPED_IF_EMPTY) {
            if (metadata.path(field).isContainer() && metadata.path(field).isEmpty()) {
                metadata.remove(field);
            }
        }
    }

    /** Makes a field of {@code target} what it is in {@code source}, absent if it is absent there. */
    static void keep(ObjectNode target, ObjectNode source, String field) {
        JsonNode value = source.get(field);
        if (value == null) {
            target.remove(field);
        } else {
            target.set(field, value.deepCopy());
        }
    }

    private static void refuseIfAny(ResourceCall call, JsonNode metadata, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw Refusal.invalid(call.kind(), metadata.path("name").asString(""), errors);
        }
    }
}
