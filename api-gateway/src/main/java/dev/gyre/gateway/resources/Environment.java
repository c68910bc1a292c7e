package dev.gyre.gateway.resources;

import dev.gyre.gateway.admission.dynamic.DynamicAdmission;
import dev.gyre.gateway.conversion.Conversions;
import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.rules.RulesByKind;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore;
import dev.gyre.gateway.storage.ResourceStore.TooLargeException;
import dev.gyre.gateway.storage.ResourceStore.Write;
import dev.gyre.gateway.storage.ResourceStore.WriteResult;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * What the pipeline stands on. Clock, entropy and timer are ports, so that the same requests from the same seed give the
 * same objects, uids and names included.
 */
public record Environment(
        ServedKinds kinds,
        RulesByKind rules,
        ResourceStore store,
        ResourceReader reader,
        InstantSource clock,
        RandomGenerator entropy,
        Timer timer,
        Limits limits,
        DynamicAdmission dynamic,
        Conversions conversions) {

    /** Where nobody but the gateway has a say. */
    public Environment(
            ServedKinds kinds,
            RulesByKind rules,
            ResourceStore store,
            ResourceReader reader,
            InstantSource clock,
            RandomGenerator entropy,
            Timer timer,
            Limits limits) {
        this(kinds, rules, store, reader, clock, entropy, timer, limits, DynamicAdmission.NONE, Conversions.NONE);
    }

    /** No vowels, so that chance spells no words, and nothing that is easily misread. */
    private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int SUFFIX_LENGTH = 5;

    /** Writes to the store; what the log could not carry is the client's fault, not the store's. */
    CompletionStage<WriteResult> write(Write write) {
        return store.write(write).exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return CompletableFuture.failedStage(
                    cause instanceof TooLargeException
                            ? Refusal.tooLarge("Request entity too large: " + cause.getMessage())
                            : failure);
        });
    }

    /** A random UUID (version 4) from the environment's entropy. */
    String newUid() {
        long high = entropy.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L;
        long low = entropy.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** What is put behind {@code generateName}. */
    String newSuffix() {
        StringBuilder suffix = new StringBuilder(SUFFIX_LENGTH);
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(SUFFIX_ALPHABET.charAt(entropy.nextInt(SUFFIX_ALPHABET.length())));
        }
        return suffix.toString();
    }

    /** Now, in the API's whole seconds. */
    String timestamp() {
        return timestamp(0);
    }

    /** That many seconds from now. */
    String timestamp(long secondsFromNow) {
        return clock.instant()
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .plusSeconds(secondsFromNow)
                .toString();
    }
}
