package dev.gyre.gateway.auth;

import dev.gyre.gateway.auth.TokenClaims.Reference;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.ChangeListener;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent.Changed;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts a token into each Secret of type {@code kubernetes.io/service-account-token} whose account is there, and removes those
 * whose account is not. Here and not among the controllers, since the key that signs is the gateway's and Secrets are closed to
 * them. Every gateway does it; the first to write wins, and what the others wanted is refused.
 */
public final class TokenSecrets implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenSecrets.class);
    private static final String CAUSE = "token-secret";
    private static final String TYPE = "kubernetes.io/service-account-token";
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** The token ends with its Secret and its account, which is long before. */
    private static final Duration LIFE = Duration.ofDays(3650);

    private final ServiceAccountTokens tokens;
    private final ResourceReader reader;
    private final ApiClient client;
    private final InstantSource clock;
    private final Executor executor;
    private final List<Watch> watches = new ArrayList<>();
    private boolean isClosed;

    public TokenSecrets(
            ServiceAccountTokens tokens,
            ResourceReader reader,
            ApiClient client,
            InstantSource clock,
            Executor executor) {
        this.tokens = tokens;
        this.reader = reader;
        this.client = client;
        this.clock = clock;
        this.executor = executor;
    }

    /** Looks at all Secrets that there are, and from then on at those that change. */
    public synchronized void start() {
        if (isClosed || !watches.isEmpty()) {
            return;
        }
        Snapshot snapshot = reader.latest();
        try {
            watches.add(reader.watch("", "secrets", "", snapshot.revision(), new Listener(this::secretChanged)));
            watches.add(
                    reader.watch("", "serviceaccounts", "", snapshot.revision(), new Listener(this::accountChanged)));
        } catch (CompactedException outrun) {
            startAgain();
            return;
        }
        snapshot.list("", "secrets", "", null).forEach(this::look);
    }

    /** Passes on what concerns it, and begins anew when the cache lets it down. */
    private final class Listener implements ChangeListener {
        private final Consumer<Changed> changed;

        Listener(Consumer<Changed> changed) {
            this.changed = changed;
        }

        @Override
        public void onChanges(long revision, List<Changed> changes) {
            changes.forEach(changed);
        }

        @Override
        public void onEnd(Throwable cause) {
            startAgain();
        }
    }

    private void secretChanged(Changed change) {
        StoredObject current = change.current();
        if (current != null) {
            look(current);
        }
    }

    private void accountChanged(Changed change) {
        if (change.current() == null) {
            String namespace = change.key().namespace();
            reader.latest().list("", "secrets", namespace, null).forEach(this::look);
        }
    }

    private synchronized void startAgain() {
        closeWatches();
        if (!isClosed) {
            later(this::start);
        }
    }

    private void later(Runnable task) {
        CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(task);
    }

    private void look(StoredObject secret) {
        if (secret.json().path("type").asString("").equals(TYPE)
                && !secret.json().path("metadata").hasNonNull("deletionTimestamp")) {
            // A picture in which the account is missing may only be an old one.
            reader.consistent()
                    .thenAcceptAsync(snapshot -> decide(secret.key(), snapshot), executor)
                    .exceptionally(failure -> {
                        later(() -> look(secret));
                        return null;
                    });
        }
    }

    private void decide(ResourceKey key, Snapshot snapshot) {
        StoredObject secret = snapshot.get(key);
        if (secret == null || isClosed()) {
            return;
        }
        Command command = command(secret, snapshot);
        if (command == null) {
            return;
        }
        client.execute(command, CAUSE).whenComplete((outcome, failure) -> {
            boolean isLost = outcome instanceof Outcome.Refused refused
                    && (refused.status().code() == 409 || refused.status().code() == 404);
            if (outcome instanceof Outcome.Committed || isLost) {
                return;
            }
            LOG.warn("{}: {}; trying again", key, failure == null ? outcome : failure.toString());
            later(() -> look(secret));
        });
    }

    /** Null where the Secret has all it should have. */
    private @Nullable Command command(StoredObject secret, Snapshot snapshot) {
        JsonNode annotations = secret.json().path("metadata").path("annotations");
        String name = annotations.path(ACCOUNT).asString("");
        String namespace = secret.key().namespace();
        StoredObject account = snapshot.get(ResourceKey.namespaced("", "serviceaccounts", namespace, name));
        String wantedUid = annotations.path(ACCOUNT_UID).asString("");
        if (account == null || (!wantedUid.isEmpty() && !wantedUid.equals(account.uid()))) {
            return new Command.Delete(
                    secret.key(), secret.uid(), null, Command.Propagation.BACKGROUND, null, List.of());
        }
        ObjectNode filled = secret.json().deepCopy();
        filled.withObjectProperty("metadata").withObjectProperty("annotations").put(ACCOUNT_UID, account.uid());
        ObjectNode data = filled.withObjectProperty("data");
        if (data.path("namespace").asString("").isEmpty()) {
            data.put("namespace", base64(namespace));
        }
        StoredObject authority = snapshot.get(ResourceKey.namespaced("", "configmaps", namespace, "kube-root-ca.crt"));
        if (authority != null && data.path("ca.crt").asString("").isEmpty()) {
            data.put(
                    "ca.crt",
                    base64(authority.json().path("data").path("ca.crt").asString("")));
        }
        if (data.path("token").asString("").isEmpty()) {
            data.put("token", base64(token(secret, account)));
        }
        return filled.equals(secret.json())
                ? null
                : new Command.Update(secret.key(), null, secret.modRevision(), filled, List.of());
    }

    private String token(StoredObject secret, StoredObject account) {
        Instant now = clock.instant();
        return tokens.issue(new TokenClaims(
                        UUID.randomUUID().toString(),
                        account.key().namespace(),
                        account.key().name(),
                        account.uid(),
                        Map.of(TokenClaims.SECRET, new Reference(secret.key().name(), secret.uid())),
                        List.of(ServiceAccountTokens.ISSUER),
                        now,
                        now.plus(LIFE)))
                .token();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        closeWatches();
    }

    private void closeWatches() {
        List<Watch> open = List.copyOf(watches);
        watches.clear();
        open.forEach(Watch::close);
    }
}
