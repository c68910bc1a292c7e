package dev.gyre.schemas;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Who converts objects of a kind that a user defined from version to version.
 *
 * @param clientConfig whom to ask, as the definition says it
 * @param reviewVersions of {@code ConversionReview}, in the order of preference
 * @param storedAs the {@code apiVersion} in which objects are stored when they are next written
 */
public record ConversionWebhook(JsonNode clientConfig, List<String> reviewVersions, String storedAs) {}
