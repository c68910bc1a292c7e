/**
 * YAML as Kubernetes' clients read and write it: YAML 1.1's words for true and false, JSON's data model, several documents
 * in a stream, and bounds against documents that are small to send and large to read.
 */
@NullMarked
package dev.gyre.schemas.yaml;

import org.jspecify.annotations.NullMarked;
