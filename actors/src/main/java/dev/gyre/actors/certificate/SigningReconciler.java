package dev.gyre.actors.certificate;

import dev.gyre.actors.ClusterView;
import dev.gyre.actors.Decision;
import dev.gyre.actors.Reconciler;
import dev.gyre.actors.workload.Condition;
import dev.gyre.actors.workload.Conditions;
import dev.gyre.actors.workload.StatusWrite;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.certificate.CertificateRequest;
import dev.gyre.schemas.certificate.MalformedRequestException;
import dev.gyre.schemas.record.ResourceEvent;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Signs what was approved. The authority is given, not read: the same view and time give the same certificate, its serial
 * number following from the request's uid and revision. It runs only where the authority's key is.
 */
public final class SigningReconciler implements Reconciler {

    static final String REQUESTS = "certificatesigningrequests.certificates.k8s.io";

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int SERIAL_BYTES = 16;

    private final CertificateSigner signer;

    public SigningReconciler(CertificateSigner signer) {
        this.signer = signer;
    }

    @Override
    public String name() {
        return "certificate-signing";
    }

    @Override
    public Set<ResourceKey> affectedBy(ResourceEvent event, ClusterView view) {
        return event.key().groupResource().equals(REQUESTS) ? Set.of(event.key()) : Set.of();
    }

    @Override
    public Decision reconcile(ResourceKey key, ClusterView view, Instant now) {
        Resource request = view.get(key).orElse(null);
        if (request == null || request.isDeleting() || !awaitsSignature(request.json())) {
            return Decision.NOTHING;
        }
        JsonNode spec = request.json().path("spec");
        SignerPolicy policy = SignerPolicy.of(spec.path("signerName").asString(""));
        if (policy == null) {
            return Decision.NOTHING;
        }
        List<String> usages = usages(spec);
        try {
            CertificateRequest asked = CertificateRequest.parse(
                    Base64.getMimeDecoder().decode(spec.path("request").asString("")));
            String objection = asked.isSigned()
                    ? policy.objection(asked, usages)
                    : "unable to verify certificate request signature";
            return objection == null ? issued(request, asked, usages, now) : failed(request, objection, now);
        } catch (MalformedRequestException | IllegalArgumentException malformed) {
            return failed(request, String.valueOf(malformed.getMessage()), now);
        }
    }

    private static boolean awaitsSignature(JsonNode request) {
        Conditions conditions = Conditions.of(request.path("status").path("conditions"));
        return request.path("status").path("certificate").asString("").isEmpty()
                && isTrue(conditions.get("Approved"))
                && conditions.get("Denied") == null
                && conditions.get("Failed") == null;
    }

    private static boolean isTrue(@Nullable Condition condition) {
        return condition != null && condition.isTrue();
    }

    private Decision issued(Resource request, CertificateRequest asked, List<String> usages, Instant now) {
        JsonNode seconds = request.json().path("spec").path("expirationSeconds");
        Duration wanted = seconds.isNumber() ? Duration.ofSeconds(seconds.asLong()) : LONGEST;
        Duration life = wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST;
        String pem = signer.sign(asked, new CertificateSigner.Terms(usages, serial(request), now, life));
        String certificate = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
        return decision(new StatusWrite(request).put("certificate", certificate).command(), "it is approved");
    }

    private static Decision failed(Resource request, String why, Instant now) {
        Conditions conditions = Conditions.of(request.json().path("status").path("conditions"))
                .replace(new Condition("Failed", "True", "SignerValidationFailure", why, now, now));
        return decision(new StatusWrite(request).conditions(conditions).command(), why);
    }

    private static Decision decision(Optional<Command> command, String reason) {
        return Decision.of(command.stream().toList(), reason);
    }

    private static List<String> usages(JsonNode spec) {
        List<String> usages = new ArrayList<>();
        spec.path("usages").forEach(usage -> usages.add(usage.asString("")));
        return usages;
    }

    private static BigInteger serial(Resource request) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((request.uid() + "/" + request.revision()).getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, Arrays.copyOf(digest, SERIAL_BYTES)).add(BigInteger.ONE);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
