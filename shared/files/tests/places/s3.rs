//! The bucket, against one that checks every signature.

use domain::export::{File, Format};
use files::{Files, FilesError, S3};
use jiff::{SignedDuration, Timestamp};
use testing::bucket::{Bucket, Failure, NAME};
use testing::builders::workspace;

use crate::suite::{Eye, holds};
use crate::{export, fetch, file, made};

impl Eye for Bucket {
    async fn see(&self, file: File) -> Option<Vec<u8>> {
        self.objects().get(&file.name()).map(|object| object.bytes.to_vec())
    }
}

fn of(bucket: &Bucket) -> S3 {
    S3::of(&bucket.config(), NAME.to_owned(), Some(&bucket.endpoint())).unwrap()
}

async fn put(s3: &S3, file: File, length: usize) -> Result<(), FilesError> {
    let mut draft = s3.begin(file).await?;
    match draft.write(&made(length)).await {
        Ok(()) => draft.finish().await,
        Err(error) => {
            draft.discard().await?;
            Err(error)
        }
    }
}

#[tokio::test]
async fn a_bucket_is_a_place_for_files() {
    let bucket = Bucket::start().await;
    holds(&of(&bucket), &bucket).await;
    assert_eq!(bucket.unfinished(), 0, "no upload is left behind");
}

#[tokio::test]
async fn a_small_file_is_one_request_and_a_large_one_goes_in_parts_of_8_mib() {
    let bucket = Bucket::start().await;
    let s3 = of(&bucket);
    put(&s3, file(1, Format::Csv), 100).await.unwrap();
    assert_eq!(bucket.take_asked(), ["put"]);
    put(&s3, file(2, Format::Ndjson), (16 << 20) + 1).await.unwrap();
    assert_eq!(bucket.take_asked(), ["create", "part", "part", "part", "complete"]);
    let media: Vec<_> = bucket.objects().into_values().map(|object| object.media).collect();
    assert_eq!(media, [Format::Csv.media_type(), Format::Ndjson.media_type()]);
}

#[tokio::test]
async fn what_fails_for_a_moment_is_tried_again_and_what_is_refused_is_not() {
    let bucket = Bucket::start().await;
    let s3 = of(&bucket);
    bucket.fail("part", &[Failure::Status(503), Failure::Status(500)]);
    put(&s3, file(1, Format::Csv), 9 << 20).await.unwrap();
    assert_eq!(bucket.take_asked(), ["create", "part", "part", "part", "part", "complete"]);
    bucket.fail("put", &[Failure::Status(400)]);
    let refused = put(&s3, file(2, Format::Csv), 9).await.unwrap_err();
    assert_eq!(refused.to_string(), "the bucket did not do it (SlowDown (400))");
    assert_eq!(bucket.take_asked(), ["put"]);
}

#[tokio::test]
async fn parts_that_are_not_put_together_are_no_file_though_the_answer_is_200() {
    let bucket = Bucket::start().await;
    bucket.fail("complete", &[Failure::Late]);
    put(&of(&bucket), file(1, Format::Csv), 9 << 20).await.unwrap_err();
    assert!(bucket.objects().is_empty());
    assert_eq!(bucket.unfinished(), 0, "the parts are dropped");
}

#[tokio::test]
async fn another_secret_opens_nothing_and_the_error_quotes_no_signature() {
    let bucket = Bucket::start().await;
    let s3 = S3::of(&bucket.config_with("another", None), NAME.to_owned(), Some(&bucket.endpoint())).unwrap();
    let refused = put(&s3, file(1, Format::Csv), 9).await.unwrap_err().to_string();
    assert_eq!(refused, "the bucket did not do it (SignatureDoesNotMatch (403))");
}

#[tokio::test]
async fn a_link_opens_one_file_for_whoever_has_it_until_it_ends() {
    let bucket = Bucket::start().await;
    let (s3, now) = (of(&bucket), Timestamp::now());
    let export = export(1, Format::Csv, now);
    put(&s3, export.file(), 100).await.unwrap();
    let link = s3.link(&workspace(), &export, now).await.unwrap();
    assert_eq!(link.until, now + SignedDuration::from_mins(15));
    let got = fetch(&link.url).await;
    assert_eq!((got.status, got.media.as_str()), (200, Format::Csv.media_type()));
    let saved = "attachment; filename=\"responses-nps-2026-11-21-2026-11-21.csv\"";
    assert_eq!((got.disposition.as_str(), got.bytes), (saved, made(100)));
    let other = link.url.replace(&export.file().name(), &file(2, Format::Csv).name());
    assert_eq!(fetch(&other).await.status, 403, "for another file");
    assert_eq!(fetch(&link.url.replace("Expires=900", "Expires=901")).await.status, 403, "for longer");
    bucket.wait(SignedDuration::from_mins(14));
    assert_eq!(fetch(&link.url).await.status, 200);
    bucket.wait(SignedDuration::from_mins(1));
    assert_eq!(fetch(&link.url).await.status, 403, "after its end");
}

#[tokio::test]
async fn a_link_says_that_it_ends_with_the_credentials_that_signed_it() {
    let bucket = Bucket::start().await;
    let now = Timestamp::now();
    let soon = now + SignedDuration::from_mins(3);
    let config = bucket.config_with("any", Some(soon));
    let s3 = S3::of(&config, NAME.to_owned(), Some(&bucket.endpoint())).unwrap();
    let link = s3.link(&workspace(), &export(1, Format::Csv, now), now).await.unwrap();
    assert_eq!(link.until, soon);
    assert!(link.url.contains("X-Amz-Expires=180"), "{}", link.url);
}

#[tokio::test]
async fn a_bucket_at_aws_has_a_name_of_its_own_in_its_region() {
    let bucket = Bucket::start().await;
    let s3 = S3::of(&bucket.config(), "stack-exports-1".to_owned(), None).unwrap();
    let now = Timestamp::now();
    let link = s3.link(&workspace(), &export(1, Format::Csv, now), now).await.unwrap();
    let expected = "https://stack-exports-1.s3.eu-central-1.amazonaws.com/exp_00000000000000000000000000000001.csv?";
    assert!(link.url.starts_with(expected), "{}", link.url);
}
