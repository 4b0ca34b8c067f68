/**
 * DynamoDB's JSON to structures and encoded items, and back. A request is read once, driven by the
 * shape of the operation's input ({@link dev.stator.gateway.json.RequestReader}); items go from
 * JSON to the stored form and back without an object per attribute. What the JSON itself gets wrong
 * is refused while reading; what a value gets wrong is remembered with the member, since the
 * service tells it later than other faults.
 */
@NullMarked
package dev.stator.gateway.json;

import org.jspecify.annotations.NullMarked;
