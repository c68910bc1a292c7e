package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.Warnings;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.auth.NodeAuthorizer;
import dev.gyre.gateway.auth.RbacAuthorizer;
import dev.gyre.gateway.outbound.WebhookClient;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.ResourceKinds;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All who have a say beyond the gateway's own rules, as they are configured at the moment. {@link #mutate} comes after the
 * rules that fill in and before those that validate; {@link #validate} after these and before quotas are charged. Whoever
 * configures them is not subject to them, so nobody can lock himself out.
 */
public final class DynamicAdmission {

    /** Where nothing is configured. */
    public static final DynamicAdmission NONE =
            new DynamicAdmission(null, null, new KindSet(List.of()), Authorizer.firstOf(List.of()));

    static final String GROUP = "admissionregistration.k8s.io";

    private static final Set<String> EXEMPT = Set.of(
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings",
            "mutatingwebhookconfigurations",
            "validatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings");

    private final @Nullable ResourceReader reader;
    private final Configured<Webhook> mutating = new Configured<>(GROUP, "mutatingwebhookconfigurations", Webhook::all);
    private final Configured<Webhook> validating =
            new Configured<>(GROUP, "validatingwebhookconfigurations", Webhook::all);
    private final MutatingPolicies mutatingPolicies;
    private final ValidatingPolicies policies;
    private final @Nullable WebhookDispatch dispatch;

    private DynamicAdmission(
            @Nullable ResourceReader reader,
            @Nullable WebhookDispatch dispatch,
            ResourceKinds kinds,
            Authorizer authorizer) {
        this.reader = reader;
        this.mutatingPolicies = new MutatingPolicies(kinds, authorizer);
        this.policies = new ValidatingPolicies(kinds, authorizer);
        this.dispatch = dispatch;
    }

    /** @param kinds of which policies may have parameters */
    public static DynamicAdmission of(ResourceReader reader, WebhookClient client, ResourceKinds kinds) {
        Authorizer authorizer = authorizer(reader);
        return new DynamicAdmission(reader, WebhookDispatch.of(client, authorizer), kinds, authorizer);
    }

    /**
     * Where policies have their say and nobody is called.
     *
     * @param passedOver is told the name of each webhook that would have been asked; it is taken to have let the request be
     */
    public static DynamicAdmission withoutCalls(
            ResourceReader reader, ResourceKinds kinds, Consumer<String> passedOver) {
        Authorizer authorizer = authorizer(reader);
        return new DynamicAdmission(reader, WebhookDispatch.withoutCalls(passedOver, authorizer), kinds, authorizer);
    }

    private static Authorizer authorizer(ResourceReader reader) {
        return Authorizer.firstOf(List.of(new NodeAuthorizer(reader), new RbacAuthorizer(reader)));
    }

    /** Whether nobody at all has a say at the moment. */
    public boolean isIdle() {
        if (reader == null) {
            return true;
        }
        Snapshot snapshot = reader.latest();
        return mutating.isEmpty(snapshot)
                && validating.isEmpty(snapshot)
                && policies.isEmpty(snapshot)
                && mutatingPolicies.isEmpty(snapshot);
    }

    /**
     * Lets policies and webhooks change the object; fails with the refusal.
     *
     * @param draft the object of the request; null where there is none to change
     */
    public CompletionStage<Void> mutate(AdmissionAttributes request, @Nullable Draft draft, Warnings warnings) {
        if (reader == null || dispatch == null || isExempt(request)) {
            return done();
        }
        Snapshot snapshot = reader.latest();
        List<Webhook> webhooks = mutating.in(snapshot);
        return webhooks.isEmpty() && mutatingPolicies.isEmpty(snapshot)
                ? done()
                : new MutatingRounds(mutatingPolicies, dispatch).run(webhooks, request, draft, snapshot, warnings);
    }

    /**
     * Holds the request against the policies; throws the refusal. What they say depends on other objects too, so it is to be
     * believed only where these were read after the request had come.
     */
    public void holdAgainstPolicies(AdmissionAttributes request, Warnings warnings) {
        if (reader != null && !isExempt(request)) {
            Snapshot snapshot = reader.latest();
            if (!policies.isEmpty(snapshot)) {
                policies.validate(request, snapshot, warnings);
            }
        }
    }

    /** Asks everybody who may say no, once; fails with the refusal. */
    public CompletionStage<Void> validate(AdmissionAttributes request, Warnings warnings) {
        try {
            holdAgainstPolicies(request, warnings);
            return askWebhooks(request, warnings);
        } catch (StatusException refusal) {
            return CompletableFuture.failedStage(refusal);
        }
    }

    /** Asks the webhooks that may say no; fails with the refusal. */
    public CompletionStage<Void> askWebhooks(AdmissionAttributes request, Warnings warnings) {
        if (reader == null || dispatch == null || isExempt(request)) {
            return done();
        }
        Snapshot snapshot = reader.latest();
        try {
            List<Webhook> webhooks = validating.in(snapshot);
            return webhooks.isEmpty()
                    ? done()
                    : new ValidatingWebhooks(dispatch).run(webhooks, request, snapshot, warnings);
        } catch (StatusException refusal) {
            return CompletableFuture.failedStage(refusal);
        }
    }

    private static boolean isExempt(AdmissionAttributes request) {
        return request.kind().group().equals(GROUP)
                && EXEMPT.contains(request.kind().plural());
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedStage(null);
    }
}
