package dev.gyre.actors.certificate;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Deletes requests that have served their purpose: those answered, an hour after they were issued, denied or failed; those
 * nobody has answered, after a day; and those whose certificate is over. One that is approved and waits for a signer
 * elsewhere is left alone.
 */
public final class RequestCleaningReconciler implements Reconciler {

    private static final Duration ANSWERED = Duration.ofHours(1);
    private static final Duration PENDING = Duration.ofHours(24);

    /** When, and why. */
    private record End(Instant time, String reason) {}

    @Override
    public String name() {
        return "certificate-cleaner";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return event.key().groupResource().equals(SigningReconciler.REQUESTS)
                        && event.type() != ResourceEvent.Type.DELETED
                ? Set.of(event.key())
                : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource request = view.get(key).orElse(null);
        End end = request == null || request.isDeleting() ? null : end(request);
        if (request == null || end == null) {
            return Decision.NOTHING;
        }
        if (end.time().isAfter(now)) {
            return Decision.NOTHING.wakingAt(end.time());
        }
        Command delete = new Command.Delete(
                key, request.uid(), request.revision(), Command.Propagation.BACKGROUND, null, List.of());
        return Decision.of(List.of(delete), end.reason());
    }

    /** The first of what ends it; null where nothing does. */
    private static @Nullable End end(Resource request) {
        JsonNode status = request.json().path("status");
        Conditions conditions = Conditions.of(status.path("conditions"));
        String certificate = status.path("certificate").asString("");
        if (certificate.isEmpty() && conditions.all().isEmpty()) {
            Instant created = request.creationTimestamp();
            return created == null ? null : new End(created.plus(PENDING), "nobody has answered it for a day");
        }
        End end = null;
        for (Condition condition : conditions.all()) {
            Instant since = condition.lastUpdateTime();
            boolean isAnswer = switch (condition.type()) {
                case "Approved" -> !certificate.isEmpty();
                case "Denied", "Failed" -> true;
                default -> false;
            };
            if (isAnswer && since != null) {
                end = earlier(end, new End(since.plus(ANSWERED), "it was answered an hour ago"));
            }
        }
        Instant over = certificate.isEmpty() ? null : notAfter(certificate);
        return over == null ? end : earlier(end, new End(over, "its certificate is over"));
    }

    private static End earlier(@Nullable End a, End b) {
        return a == null || b.time().isBefore(a.time()) ? b : a;
    }

    private static @Nullable Instant notAfter(String base64) {
        try {
            byte[] pem = Base64.getMimeDecoder().decode(base64);
            X509Certificate first = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            return first.getNotAfter().toInstant();
        } catch (CertificateException | IllegalArgumentException unreadable) {
            return null;
        }
    }
}
