/**
 * A part of a log as one file that can be carried elsewhere: {@link dev.gyre.events.file.LogFileWriter} takes a span of
 * revisions with its decisions out of a log, without what Secrets held and without the fields that a {@link
 * dev.gyre.events.file.Redaction} names, and {@link dev.gyre.events.file.LogFile} gives it back as a log that everything
 * which reads logs can read. The format is documented in the schemas {@code log-file} and {@code log-file-record}.
 */
@NullMarked
package dev.gyre.events.file;

import org.jspecify.annotations.NullMarked;
