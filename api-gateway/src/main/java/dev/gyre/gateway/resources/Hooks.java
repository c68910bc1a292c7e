package dev.gyre.gateway.resources;

import dev.gyre.gateway.admission.dynamic.AdmissionAttributes;
import dev.gyre.gateway.admission.dynamic.AdmissionAttributes.Subject;
import dev.gyre.gateway.admission.dynamic.Draft;
import dev.gyre.gateway.admission.dynamic.DynamicAdmission;
import dev.gyre.gateway.admission.dynamic.Operation;
import dev.gyre.gateway.conversion.NotYetConverted;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request's way past webhooks and policies. A write may be decided several times, each time on a newer picture; they are
 * asked again only where what they would see has changed meanwhile, so a write that others come before is no second question.
 */
final class Hooks {

    private static final CompletionStage<Void> PASSED = CompletableFuture.completedStage(null);

    private final DynamicAdmission dynamic;
    private final ResourceCall call;
    private final Operation operation;
    private final boolean isDryRun;
    private final ObjectNode options;
    private volatile @Nullable Asked<ObjectNode> changes;
    private volatile @Nullable Asked<Void> verdict;

    private Hooks(
            DynamicAdmission dynamic, ResourceCall call, Operation operation, boolean isDryRun, ObjectNode options) {
        this.dynamic = dynamic;
        this.call = call;
        this.operation = operation;
        this.isDryRun = isDryRun;
        this.options = options;
    }

    /** For what others have been asked about already. */
    static Hooks none(ResourceCall call) {
        return new Hooks(DynamicAdmission.NONE, call, Operation.UPDATE, false, Json.object());
    }

    static Hooks ofCreation(Environment environment, ResourceCall call, WriteOptions options) {
        return of(environment, call, Operation.CREATE, "CreateOptions", options);
    }

    static Hooks ofUpdate(Environment environment, ResourceCall call, WriteOptions options) {
        return of(environment, call, Operation.UPDATE, "UpdateOptions", options);
    }

    private static Hooks of(
            Environment environment, ResourceCall call, Operation operation, String kind, WriteOptions options) {
        ObjectNode json = Json.object().put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
        if (options.dryRun()) {
            json.putArray("dryRun").add("All");
        }
        for (String parameter : List.of("fieldManager", "fieldValidation")) {
            String value = call.request().parameter(parameter);
            if (value != null && !value.isEmpty()) {
                json.put(parameter, value);
            }
        }
        return new Hooks(environment.dynamic(), call, operation, options.dryRun(), json);
    }

    static Hooks ofDeletion(Environment environment, ResourceCall call, DeleteOptions options) {
        return new Hooks(environment.dynamic(), call, Operation.DELETE, options.dryRun(), options.toJson());
    }

    /** What they were shown, and what came of it. */
    private record Asked<T>(@Nullable ObjectNode object, long oldRevision, CompletionStage<T> outcome) {
        boolean isAbout(@Nullable ObjectNode other, long otherRevision) {
            return oldRevision == otherRevision && SameJson.same(object, other);
        }
    }

    /** An object that they may change; in place, when all have been asked. */
    CompletionStage<Void> mutate(ResourceKey key, DraftObject draft, @Nullable Versioned old) {
        if (dynamic.isIdle()) {
            return PASSED;
        }
        ObjectNode object = draft.object();
        Asked<ObjectNode> asked = changes;
        if (asked == null || !asked.isAbout(object, revision(old))) {
            ObjectNode shown = object.deepCopy();
            CompletionStage<ObjectNode> changed = dynamic.mutate(
                            attributes(key, draft, subject(old)), draft, call.warnings())
                    .thenApply(done -> object.deepCopy());
            asked = new Asked<>(shown, revision(old), changed);
            changes = asked;
        }
        return asked.outcome().thenAccept(changed -> {
            object.removeAll();
            object.setAll(changed.deepCopy());
        });
    }

    /** The object as it is to be. */
    CompletionStage<Void> validate(ResourceKey key, Versioned object, @Nullable Versioned old) {
        return NotYetConverted.resolving(() -> validateOnce(key, object, old));
    }

    /** What is to go: whoever could change an object is asked too, though there is none. */
    CompletionStage<Void> passDeletion(ResourceKey key, Versioned old) {
        return NotYetConverted.resolving(() -> passDeletionOnce(key, old));
    }

    private CompletionStage<Void> passDeletionOnce(ResourceKey key, Versioned old) {
        if (dynamic.isIdle()) {
            return PASSED;
        }
        AdmissionAttributes attributes = attributes(key, null, subject(old));
        dynamic.holdAgainstPolicies(attributes, call.warnings());
        Asked<Void> asked = verdict;
        if (asked == null || !asked.isAbout(null, old.revision())) {
            asked = new Asked<>(
                    null,
                    old.revision(),
                    dynamic.mutate(attributes, null, call.warnings())
                            .thenCompose(none -> dynamic.askWebhooks(attributes, call.warnings())));
            verdict = asked;
        }
        return asked.outcome();
    }

    /** What a subresource speaks in, which is no object of the call's kind and has one version. */
    CompletionStage<Void> mutatePlain(ResourceKey key, ObjectNode object, @Nullable ObjectNode old) {
        if (dynamic.isIdle()) {
            return PASSED;
        }
        PlainDraft draft = new PlainDraft(object);
        Subject before = old == null ? null : version -> old;
        return dynamic.mutate(attributes(key, draft, before), draft, call.warnings());
    }

    CompletionStage<Void> validatePlain(ResourceKey key, ObjectNode object, @Nullable ObjectNode old) {
        if (dynamic.isIdle()) {
            return PASSED;
        }
        Subject before = old == null ? null : version -> old;
        return dynamic.validate(attributes(key, version -> object, before), call.warnings());
    }

    private CompletionStage<Void> validateOnce(ResourceKey key, Versioned shown, @Nullable Versioned old) {
        if (dynamic.isIdle()) {
            return PASSED;
        }
        ObjectNode object = shown.json();
        AdmissionAttributes attributes = attributes(key, subject(shown), subject(old));
        dynamic.holdAgainstPolicies(attributes, call.warnings());
        Asked<Void> asked = verdict;
        if (asked == null || !asked.isAbout(object, revision(old))) {
            asked = new Asked<>(object.deepCopy(), revision(old), dynamic.askWebhooks(attributes, call.warnings()));
            verdict = asked;
        }
        return asked.outcome();
    }

    private AdmissionAttributes attributes(ResourceKey key, @Nullable Subject object, @Nullable Subject old) {
        String part = call.info().subresource();
        boolean isNamespace = key.groupResource().equals("namespaces");
        return new AdmissionAttributes(
                operation,
                call.kind(),
                call.version(),
                part == null ? "" : part,
                isNamespace ? key.name() : key.namespace(),
                key.name(),
                call.request().user(),
                isDryRun,
                options,
                object,
                old);
    }

    private @Nullable Subject subject(@Nullable Versioned object) {
        return object == null ? null : version -> call.seen(object, version);
    }

    private static long revision(@Nullable Versioned old) {
        return old == null ? 0 : old.revision();
    }

    /** A document without a schema of the registry: taken as webhooks leave it. */
    private record PlainDraft(ObjectNode object) implements Draft {
        @Override
        public ObjectNode in(dev.gyre.schemas.ApiVersion version) {
            return object;
        }

        @Override
        public void become(ObjectNode changed, dev.gyre.schemas.ApiVersion version) {
            object.removeAll();
            object.setAll(changed);
        }

        @Override
        public dev.gyre.schemas.@Nullable FieldSchema schema(dev.gyre.schemas.ApiVersion version) {
            return null;
        }

        @Override
        public boolean refill() {
            return false;
        }
    }
}
